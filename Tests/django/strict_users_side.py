"""The widespread recipe's Django: strict users of mongoengine, by a counter or by their address.

Usage: strict_users_side.py URL sequence|email [FIELD…], with the fields of ours that the documents declare. Reads lines
`{"do": …}` and answers each with a line.
"""

import datetime
import json
import sys

import django
import mongoengine as mg
from django.conf import settings

url, primary_key, declared = sys.argv[1], sys.argv[2], sys.argv[3:]
settings.configure(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402  (needs the settings)
from mongoengine.errors import FieldDoesNotExist  # noqa: E402

OURS = {"email_verified_date": mg.DateTimeField, "language": mg.StringField, "is_active": mg.BooleanField}


class Counter(mg.Document):
    id = mg.StringField(primary_key=True)
    sequence = mg.IntField(default=0)
    meta = {"collection": "counter"}


class Users(mg.Document):
    if primary_key == "sequence":
        id = mg.IntField(primary_key=True)
    email = mg.EmailField(required=True, primary_key=primary_key == "email")
    password = mg.StringField(required=True)
    first_name = mg.StringField(required=True)
    last_name = mg.StringField(required=True)
    last_signin_date = mg.DateTimeField()
    signup_date = mg.DateTimeField()
    for name in declared:
        locals()[name] = OURS[name]()
    meta = {"collection": "users"}


mg.connect(host=url)
for line in sys.stdin:
    ask = json.loads(line)
    answer = {}
    try:
        if ask["do"] == "sign-up":
            user = Users(email=ask["email"], password=make_password(ask["password"]), first_name="Ada",
                         last_name="Lovelace", signup_date=datetime.datetime.now(datetime.timezone.utc),
                         **ask.get("more", {}))
            if primary_key == "sequence":
                user.id = Counter.objects(id="Users").modify(upsert=True, new=True, inc__sequence=1).sequence
            user.save()
        elif ask["do"] == "list":
            answer = {"emails": sorted(user.email for user in Users.objects)}
        elif ask["do"] == "remove":
            Users.objects(email=ask["email"]).delete()
    except FieldDoesNotExist as error:
        answer = {"refused": str(error)}
    print(json.dumps(answer), flush=True)
