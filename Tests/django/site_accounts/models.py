"""The site's accounts as Django sees them: the same collection, with the key that the environment names."""

import os
import uuid

from bson import Binary
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django_mongodb_backend.fields import ObjectIdField


class BinaryUUIDField(models.UUIDField):
    """A UUID as MongoDB has it; Django's own field stores digits."""

    def get_internal_type(self):
        return "BinaryUUIDField"  # so that nobody else converts it

    def get_db_prep_value(self, value, connection, prepared=False):
        value = self.to_python(value)
        return None if value is None else Binary.from_uuid(value)

    def from_db_value(self, value, expression, connection):
        return value.as_uuid() if isinstance(value, Binary) else value

    def to_python(self, value):
        return value.as_uuid() if isinstance(value, Binary) else super().to_python(value)


KEYS = {
    "sequence": ("id", lambda: models.IntegerField(primary_key=True, db_column="_id")),
    "email": ("email", lambda: models.EmailField(primary_key=True, db_column="_id")),
    "objectid": ("id", lambda: ObjectIdField(primary_key=True, db_column="_id")),
    "uuid": ("id", lambda: BinaryUUIDField(primary_key=True, db_column="_id", default=uuid.uuid4)),
}
name, make = KEYS[os.environ["SITE_KEY"]]


class User(AbstractBaseUser):
    locals()[name] = make()
    if name != "email":
        email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    last_login = models.DateTimeField(null=True, db_column="last_signin_date")
    signup_date = models.DateTimeField()
    is_active = True
    USERNAME_FIELD = "email"

    class Meta:
        db_table = "users"
        managed = False


class Backend:
    """An e-mail address and a password."""

    def authenticate(self, request, email=None, password=None):
        user = User.objects.filter(email=email).first()
        return user if user is not None and user.check_password(password) else None

    def get_user(self, key):
        return User.objects.filter(pk=key).first()
