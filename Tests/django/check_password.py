"""Reads {"password": …, "encoded": …} a line and prints whether a live Django takes the password, as true or false."""

import json
import sys

import django
from django.conf import settings

NAMES = ["Argon2", "Scrypt", "PBKDF2", "PBKDF2SHA1", "BCryptSHA256", "BCrypt", "MD5"]
settings.configure(PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}PasswordHasher" for name in NAMES])
django.setup()

from django.contrib.auth.hashers import check_password  # noqa: E402  (needs the settings)

for line in sys.stdin:
    case = json.loads(line)
    print(json.dumps(check_password(case["password"], case["encoded"])))
