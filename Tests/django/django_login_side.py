"""Real Django's authenticate(), login(), logout() and get_user() on a site's accounts and sessions.

Usage: django_login_side.py PARAMETERS-AS-JSON. Reads lines `{"do": …}` and answers each with a line.
"""

import json
import os
import sys

import django
from django.conf import settings

parameters = json.loads(sys.argv[1])
os.environ["SITE_KEY"] = parameters["primary_key"]
settings.configure(
    SECRET_KEY=parameters["key"], USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "site_accounts"],
    DATABASES={"default": {
        "ENGINE": "django_mongodb_backend", "HOST": parameters["url"], "NAME": parameters["name"]}},
    AUTH_USER_MODEL="site_accounts.User", AUTHENTICATION_BACKENDS=["site_accounts.models.Backend"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
    DEFAULT_AUTO_FIELD="django_mongodb_backend.fields.ObjectIdAutoField")
django.setup()

from django.contrib.auth import authenticate, get_user, hashers, login, logout  # noqa: E402  (needs the settings)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest  # noqa: E402

# The hashes keep the site's parameters: a rewrite would end the sessions of the other side.
hashers.Argon2PasswordHasher.must_update = lambda self, encoded: False
call_command("migrate", "sessions", verbosity=0)
for line in sys.stdin:
    ask = json.loads(line)
    request = HttpRequest()
    request.session = SessionStore(ask.get("session"))
    answer = {}
    if ask["do"] == "login":
        user = authenticate(request, email=ask["email"], password=ask["password"])
        login(request, user)
        request.session.save()
        answer = {"session": request.session.session_key, "id": request.session["_auth_user_id"]}
    elif ask["do"] == "user":
        user = get_user(request)
        answer = {"email": getattr(user, "email", None), "id": request.session.get("_auth_user_id")}
    elif ask["do"] == "logout":
        logout(request)
    print(json.dumps(answer), flush=True)
