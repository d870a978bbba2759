"""Real Django's own users, groups, sessions and reset tokens over django-mongodb-backend, in the collections of its models.

Usage: django_auth_side.py PARAMETERS-AS-JSON. Reads lines `{"do": …}` and answers each with a line.
"""

import json
import sys

import django
from django.conf import settings
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig

parameters = json.loads(sys.argv[1])
MONGO_KEY = "django_mongodb_backend.fields.ObjectIdAutoField"


class ContentTypes(ContentTypesConfig):
    default_auto_field = MONGO_KEY


class Auth(AuthConfig):
    default_auto_field = MONGO_KEY


sys.modules["django_auth_side"] = sys.modules[__name__]
settings.configure(
    SECRET_KEY=parameters["key"], USE_TZ=True, TIME_ZONE="UTC", DEFAULT_AUTO_FIELD=MONGO_KEY,
    INSTALLED_APPS=["django_auth_side.ContentTypes", "django_auth_side.Auth", "django.contrib.sessions"],
    DATABASES={"default": {"ENGINE": "django_mongodb_backend", "HOST": parameters["url"], "NAME": parameters["name"]}},
    MIGRATION_MODULES={"contenttypes": None, "auth": None, "sessions": None},
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.Argon2PasswordHasher"])
django.setup()

from django.contrib.auth import authenticate, get_user, login  # noqa: E402  (needs the settings)
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.auth.tokens import default_token_generator  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.utils.encoding import force_bytes  # noqa: E402
from django.utils.http import urlsafe_base64_encode  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)


def answer(ask):
    request = HttpRequest()
    request.session = SessionStore(ask.get("session"))
    name = ask.get("username")
    if ask["do"] == "create":
        user = User.objects.create_user(name, ask["email"], ask["password"])
        group, _ = Group.objects.get_or_create(name="editors")
        group.permissions.set(Permission.objects.filter(codename="change_user"))
        user.groups.add(group)
        user.user_permissions.set(Permission.objects.filter(codename="add_user"))
        return {"id": str(user.pk)}
    if ask["do"] == "login":
        user = authenticate(request, username=name, password=ask["password"])
        if user is None:
            return {"session": None}
        login(request, user)
        request.session.save()
        return {"session": request.session.session_key}
    if ask["do"] == "user":
        user = get_user(request)
        return {"username": user.username, "values": {k: v for k, v in request.session.items() if k == "cart"}}
    user = User.objects.get(username=name)
    if ask["do"] == "link":
        return {"account": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    if ask["do"] == "check":
        return {"valid": default_token_generator.check_token(user, ask["token"])}
    if ask["do"] == "read":
        return {"last_login": user.last_login and int(user.last_login.timestamp()), "email": user.email,
                "joined": user.date_joined is not None, "password": user.check_password(ask["password"]),
                "permissions": sorted(user.get_all_permissions())}
    raise ValueError(ask)


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
