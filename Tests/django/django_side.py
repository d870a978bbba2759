"""One thing that a live Django does with sessions, in a process of its own; prints its answer as JSON.

Usage: django_side.py ENGINE PARAMETERS-AS-JSON, with ENGINE one of mongodb, mongoengine, db, cached_db, file,
signed_cookies. Reads lines `{"do": …}` from standard input and answers each with a line.
"""

import json
import sys

import django
from django.conf import settings

engine, parameters = sys.argv[1], json.loads(sys.argv[2])
BACKENDS = "django.contrib.sessions.backends."
databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": parameters.get("sqlite", ":memory:")}}
if engine == "mongodb":
    databases = {"default": {"ENGINE": "django_mongodb_backend", "HOST": parameters["url"], "NAME": parameters["name"]}}
settings.configure(
    SECRET_KEY=parameters["key"], SECRET_KEY_FALLBACKS=parameters.get("fallbacks", []), DATABASES=databases,
    USE_TZ=True, SESSION_FILE_PATH=parameters.get("folder"), INSTALLED_APPS=["django.contrib.sessions"],
    DEFAULT_AUTO_FIELD="django_mongodb_backend.fields.ObjectIdAutoField" if engine == "mongodb"
    else "django.db.models.AutoField")
django.setup()

from django.contrib.sessions.backends.base import SessionBase, UpdateError  # noqa: E402  (needs the settings)
from django.utils import timezone  # noqa: E402


def mongoengine_store():
    """Sessions in the layout of mongoengine-based engines: the key is the document's primary key."""
    import mongoengine

    mongoengine.connect(parameters["name"], host=parameters["url"], tz_aware=True)

    class Row(mongoengine.Document):
        session_key = mongoengine.StringField(primary_key=True, max_length=40)
        session_data = mongoengine.StringField()
        expire_date = mongoengine.DateTimeField()
        meta = {"collection": "django_session", "indexes": [{"fields": ["expire_date"], "expireAfterSeconds": 0}]}

    class SessionStore(SessionBase):
        def load(self):
            row = Row.objects(session_key=self.session_key, expire_date__gt=timezone.now()).first()
            if row is not None:
                return self.decode(row.session_data)
            self._session_key = None
            return {}

        def exists(self, session_key):
            return Row.objects(session_key=session_key).first() is not None

        def create(self):
            self._session_key = self._get_new_session_key()
            self.save(must_create=True)
            self.modified = True

        def save(self, must_create=False):
            if self.session_key is None:
                return self.create()
            data = self._get_session(no_load=must_create)
            Row(session_key=self.session_key, session_data=self.encode(data),
                expire_date=self.get_expiry_date()).save()

        def delete(self, session_key=None):
            Row.objects(session_key=session_key or self.session_key).delete()

    SessionStore.__qualname__ = "SessionStore"  # of which Django makes the salt
    return SessionStore


def store():
    if engine == "mongoengine":
        return mongoengine_store()
    from importlib import import_module

    if engine in ("mongodb", "db", "cached_db"):
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    module = {"mongodb": "db"}.get(engine, engine)
    return import_module(BACKENDS + module).SessionStore


SessionStore = store()
for line in sys.stdin:
    ask = json.loads(line)
    session = SessionStore(ask.get("session"))
    answer = {}
    try:
        if ask["do"] == "read":
            answer = {"values": dict(session.items()), "age": session.get_expiry_age(),
                      "exists": session.session_key is not None}
        elif ask["do"] == "write":
            for name, value in ask["values"].items():
                session[name] = value
            if "expiry" in ask:
                session.set_expiry(ask["expiry"])
            session.save()
            answer = {"session": session.session_key}
        elif ask["do"] == "flush":
            session.flush()
        elif ask["do"] == "row":
            if engine == "file":
                answer = {"text": open(session._key_to_file()).read()}
            else:
                from django.contrib.sessions.models import Session
                answer = {"text": Session.objects.get(pk=session.session_key).session_data}
    except UpdateError:
        answer = {"error": "UpdateError"}
    print(json.dumps(answer), flush=True)
