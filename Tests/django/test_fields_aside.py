"""Beside documents of mongoengine that take no member which they do not declare."""

import email
import email.policy
import re

import pymongo
import pytest
import requests

from django_process import DjangoProcess
from test_sessions import SAME_ORIGIN, start
from test_users import as_json, users

from program import wait_until  # its folder is known to test_sessions

ADA = {"email": "ada@example.com", "password": "correct horse"}
BEA = {"email": "bea@example.com", "password": "correct horse", "password_retype": "correct horse",
       "first_name": "Bea", "last_name": "Lee"}
RECIPE = {"_id", "password", "first_name", "last_name", "last_signin_date", "signup_date"}


class Both:
    """A site and a Django on one database."""

    def __init__(self, folder, primary_key, declared=(), **settings):
        self.site = start(folder, "django", GATEHOUSE_SESSION_DJANGO_LAYOUT="mongoengine",
                          GATEHOUSE_PRIMARY_KEY=primary_key, GATEHOUSE_PASSWORD_REHASH="never", **settings)
        url = (self.site.folder / ".gatehouse/mongodb-url").read_text()
        self.django = DjangoProcess("strict_users_side.py", url, primary_key, *declared)
        self.database = pymongo.MongoClient(url).gatehouse

    def stop(self):
        self.django.stop()
        self.site.stop()

    def post(self, visitor, path, **data):
        return visitor.post(f"{self.site.url}{path}", data=data, headers=SAME_ORIGIN, allow_redirects=False)

    def sign_in(self, who):
        visitor = requests.Session()
        answer = self.post(visitor, "/signin/", email=who["email"], password=who["password"])
        assert answer.status_code == 302, answer.text
        return visitor

    def verify(self, who):
        """Asks for the mail, and follows its link."""
        visitor = self.sign_in(who)
        assert self.post(visitor, "/email/verify/").status_code == 302
        wait_until(lambda: self.link(who["email"]))
        answer = self.post(visitor, self.link(who["email"]))
        assert answer.status_code == 302 and answer.headers["Location"] == "/index/"
        return visitor

    def link(self, address):
        """The path of the link in the newest mail to an address."""
        for file in sorted((self.site.folder / ".gatehouse/outbox").glob("*.eml"), reverse=True):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            link = re.search(r"/email/verify/[\w-]+/", mail.get_body(("plain",)).get_content())
            if mail["To"] == address and link:
                return link[0]

    def members(self, address):
        [document] = self.database.users.find({"$or": [{"email": address}, {"_id": address}]})
        return set(document) - {"email"}


@pytest.fixture(scope="module", params=["sequence", "email"])
def both(request, tmp_path_factory):
    both = Both(tmp_path_factory.mktemp("strict"), request.param)
    yield both
    both.stop()


def test_a_click_on_a_link_leaves_strict_documents_as_they_are(both):
    both.django("sign-up", **ADA)
    visitor = both.verify(ADA)
    profile = {"first_name": "Ada", "last_name": "Lovelace", "language": "de"}
    assert both.post(visitor, "/profile/", **profile).status_code == 302
    assert 'lang="de"' in visitor.get(f"{both.site.url}/index/").text
    both.post(requests.Session(), "/signup/", **BEA)
    both.verify(BEA)
    assert both.django("list") == {"emails": [ADA["email"], BEA["email"]]}
    for who in (ADA, BEA):
        assert both.members(who["email"]) <= RECIPE
    rows = list(both.database.account_fields.find())
    assert len(rows) == 2 and all("email_verified_date" in row["values"] for row in rows)
    export = visitor.get(f"{both.site.url}/account/export/").json()["account"]
    assert export["language"] == "de" and "email_verified_date" in export


def test_what_operators_set_is_seen_by_the_site_and_not_by_django(both):
    users(both.site, "groups", ADA["email"], "--add", "editors")
    users(both.site, "deactivate", ADA["email"])
    [shown] = as_json(both.site, "show", ADA["email"])
    assert shown["groups"] == ["editors"] and not shown["is_active"]
    refused = both.post(requests.Session(), "/signin/", **ADA)
    assert refused.status_code == 422
    assert both.members(ADA["email"]) <= RECIPE
    assert "refused" not in both.django("list")
    users(both.site, "activate", ADA["email"])
    assert as_json(both.site, "show", ADA["email"])[0]["is_active"]
    both.sign_in(ADA)
    [made] = as_json(both.site, "create", "--email", "root@example.com", "--first-name", "Grace", "--last-name", "Hopper",
                     "--superuser", password="correct horse")
    assert made["is_superuser"] and both.members("root@example.com") <= RECIPE
    assert as_json(both.site, "show", "root@example.com") == [made]
    users(both.site, "delete", "root@example.com")


def test_who_signs_up_with_an_address_that_django_removed_inherits_nothing(both):
    both.django("remove", email=ADA["email"])
    both.django("sign-up", **ADA)
    [shown] = as_json(both.site, "show", ADA["email"])
    assert shown["groups"] == []
    users(both.site, "delete", ADA["email"])
    users(both.site, "delete", BEA["email"])
    assert both.django("list") == {"emails": []}


def test_fields_that_the_documents_declare_are_in_them(tmp_path):
    both = Both(tmp_path, "sequence", ["email_verified_date"], GATEHOUSE_USER_FIELDS="email_verified_date")
    try:
        both.django("sign-up", **ADA)
        both.verify(ADA)
        users(both.site, "deactivate", ADA["email"])
        assert both.members(ADA["email"]) <= RECIPE | {"email_verified_date"}
        assert "email_verified_date" in both.members(ADA["email"])
        assert both.django("list") == {"emails": [ADA["email"]]}
    finally:
        both.stop()
