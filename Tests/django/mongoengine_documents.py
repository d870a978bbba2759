"""Writes documents with mongoengine, or reads what others wrote: mongoengine_documents.py write|read <url>."""

import datetime
import json
import sys
import uuid

import mongoengine as mg


class Counter(mg.Document):
    id = mg.StringField(primary_key=True)
    sequence = mg.IntField(default=0)
    meta = {"collection": "counter"}


class Address(mg.EmbeddedDocument):
    city = mg.StringField(required=True)
    postal_code = mg.StringField()


class BySequence(mg.Document):
    id = mg.IntField(primary_key=True)
    email = mg.EmailField(required=True, unique=True)
    visits = mg.IntField(default=0)
    signup_date = mg.DateTimeField()
    last_signin_date = mg.DateTimeField()
    tags = mg.ListField(mg.StringField())
    address = mg.EmbeddedDocumentField(Address)
    meta = {"collection": "by_sequence"}


class ByCounters(mg.Document):
    id = mg.SequenceField(primary_key=True)
    name = mg.StringField()
    meta = {"collection": "by_counters"}


class ByEmail(mg.Document):
    email = mg.EmailField(primary_key=True)
    name = mg.StringField()
    meta = {"collection": "by_email"}


class ByObjectID(mg.Document):
    name = mg.StringField()
    friend = mg.ReferenceField("ByEmail")
    meta = {"collection": "by_object_id"}


class ByUUID(mg.Document):
    id = mg.UUIDField(primary_key=True, binary=True, default=uuid.uuid4)
    name = mg.StringField()
    meta = {"collection": "by_uuid"}


DATE = datetime.datetime(2023, 11, 14, 22, 13, 20, 123000)


def write():
    number = Counter.objects(id="by_sequence").modify(upsert=True, new=True, inc__sequence=1).sequence
    BySequence(
        id=number, email="ada@example.com", visits=2**40, signup_date=DATE, tags=["a", "b"],
        address=Address(city="Wien", postal_code="1010"),
    ).save()
    ByCounters(name="first").save()
    friend = ByEmail(email="Bea@example.com", name="Bea").save()
    ByObjectID(name="third", friend=friend).save()
    ByUUID(id=uuid.UUID("00112233-4455-6677-8899-aabbccddeeff"), name="fourth").save()


def read():
    """Everything that is there, read strictly: an unknown field or a wrong type raises."""
    result = {}
    for kind in (BySequence, ByCounters, ByEmail, ByObjectID, ByUUID):
        documents = list(kind.objects.order_by("pk"))
        for document in documents:
            document.validate()
        result[kind.__name__] = [
            {name: plain(getattr(document, name)) for name in kind._fields if getattr(document, name) is not None}
            for document in documents
        ]
    result["next"] = Counter.objects(id="by_sequence").modify(upsert=True, new=True, inc__sequence=1).sequence
    result["nextSeat"] = ByCounters(name="next").save().id
    print(json.dumps(result))


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, mg.EmbeddedDocument):
        return {name: getattr(value, name) for name in value._fields}
    if isinstance(value, ByEmail):
        return value.name
    if isinstance(value, (list, int, str, bool)):
        return value
    return str(value)


mg.connect(host=sys.argv[2], uuidRepresentation="standard")
{"write": write, "read": read}[sys.argv[1]]()
