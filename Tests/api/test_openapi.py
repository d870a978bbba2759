"""The pages for programs do what /openapi.json says, whatever they are sent."""

import email
import email.policy
import pathlib
import re
import sys

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "browser"))

from program import Site, wait_until  # noqa: E402

ADA = {
    "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
    "first_name": "Ada", "last_name": "Lovelace"}
load_all_checks()
JSON = {"Accept": "application/json"}
# What is wrong may be too large besides (413), which this tool does not expect.
REFUSING = SchemathesisConfig.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": [
    "400", "401", "403", "404", "405", "406", "409", "413", "415", "422", "428", "429"]}}})
BOUNDED = settings(
    max_examples=25, derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    yield from run(tmp_path_factory)


@pytest.fixture
def fresh_site(tmp_path_factory):
    """Another one, that was not asked for more mails yet than one visitor gets."""
    yield from run(tmp_path_factory)


def run(folders):
    site = Site(
        folders.mktemp("site"), GATEHOUSE_SIGNUPS_PER_ADDRESS="1000", GATEHOUSE_TRIES_PER_ADDRESS="1000",
        GATEHOUSE_TRIES_PER_ACCOUNT="1000", GATEHOUSE_FEATURES="factors,passkeys,activity,usernames,mail-codes").start()
    yield site
    site.stop()


def load(site):
    return schemathesis.openapi.from_url(f"{site.url}/openapi.json", headers=JSON, config=REFUSING)


class Program(requests.Session):
    """A program that keeps cookies, and sends the token that a page gave it."""

    def __init__(self, site):
        super().__init__()
        self.url = site.url
        self.headers.update(JSON)
        self.take_token()

    def take_token(self):
        """Another one after signing in, as it goes with the session."""
        self.headers["X-CSRFToken"] = self.get(f"{self.url}/signin/?again=1").json()["csrf_token"]

    def change(self, path, **values):
        return self.post(self.url + path, json=values)


@pytest.fixture(scope="module")
def document(site):
    return requests.get(f"{site.url}/openapi.json", headers=JSON).json()


@pytest.fixture(scope="module")
def openapi(site):
    return load(site)


@pytest.fixture(scope="module")
def signed_out(site):
    return Program(site)


@pytest.fixture(scope="module")
def signed_in(site):
    program = Program(site)
    assert program.change("/signup/", **ADA).status_code == 200
    program.take_token()
    return program


def check(case, program, excluded):
    return case.call_and_validate(
        session=program, headers=dict(program.headers), excluded_checks=CHECKS.get_by_names(excluded))


# A form may be refused for more than a schema says: a password that is wrong, a name that is taken.
FOR_STRANGERS = ["positive_data_acceptance"]
# The program's cookies go with every request, so leaving them out cannot be tried; and who is signed in is sent on by
# the pages for strangers, whatever he sends.
FOR_OWNERS = FOR_STRANGERS + ["negative_data_rejection", "ignored_auth"]
schema = schemathesis.pytest.from_fixture("openapi")
staying = schema.exclude(operation_id="post_sign_out")


def test_the_document_is_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


@schema.parametrize()
@BOUNDED
def test_strangers_get_what_the_document_says(case, signed_out):
    check(case, signed_out, FOR_STRANGERS)


@staying.parametrize()
@BOUNDED
def test_who_is_signed_in_gets_what_the_document_says(case, signed_in):
    check(case, signed_in, FOR_OWNERS)


def test_who_is_signed_in_still_is_after_all_that(signed_in):
    answer = signed_in.get(f"{signed_in.url}/index/")
    assert answer.status_code == 200 and answer.json()["user"]["email"] == ADA["email"]


def test_the_life_of_an_account_goes_as_the_document_says(fresh_site):
    program, operations = Program(fresh_site), load(fresh_site)

    def ask(method, path, token=None, **values):
        case = operations[path][method].Case(
            path_parameters={"token": token} if token else {},
            **({} if method == "GET" else {"body": values, "media_type": "application/json"}))
        return check(case, program, FOR_OWNERS)

    bob = ADA | {"email": "bob@example.com"}
    assert ask("POST", "/signup/", **bob).json()["next"] == "/index/"
    program.take_token()
    assert ask("POST", "/signout/").status_code == 200
    program.take_token()
    refusal = ask("POST", "/signin/", email=bob["email"], password="wrong horse")
    assert refusal.status_code == 422 and refusal.json()["form_errors"][0]["code"] == "invalid_login"
    assert ask("POST", "/signin/", email=bob["email"], password=bob["password"]).json()["next"] == "/index/"
    program.take_token()
    assert ask("GET", "/index/").json()["user"]["email"] == bob["email"]
    assert ask("GET", "/email/verify/").json()["is_verified"] is False
    verification = mailed(fresh_site, bob["email"], "/email/verify/")
    assert ask("GET", "/email/verify/{token}/", verification).json()["email"] == bob["email"]
    assert ask("POST", "/email/verify/{token}/", verification, password=bob["password"]).status_code == 200
    assert ask("POST", "/email/verify/{token}/", verification, password=bob["password"]).status_code == 404
    assert ask("GET", "/email/verify/").json()["is_verified"] is True
    assert ask("POST", "/profile/", first_name="Robert", last_name="Boole", language="de").status_code == 200
    values = {field["name"]: field.get("value") for field in ask("GET", "/profile/").json()["fields"]}
    assert values == {"first_name": "Robert", "last_name": "Boole", "language": "de"}
    new = "a better horse"
    answer = ask(
        "POST", "/password/change/", current_password=bob["password"], password=new, password_retype=new)
    assert answer.status_code == 200 and answer.json()["messages"][0].startswith("Ihr Passwort")
    program.take_token()
    assert ask("POST", "/email/change/", email="robert@example.com", password=new).status_code == 200
    change = mailed(fresh_site, "robert@example.com", "/email/change/")
    assert ask("GET", "/email/change/{token}/", change).json()["email"] == "robert@example.com"
    assert ask("POST", "/email/change/{token}/", change, password=new).status_code == 200
    assert [device["is_current"] for device in ask("GET", "/devices/").json()["devices"]] == [True]
    assert ask("POST", "/devices/revoke/", device="none").status_code == 404
    assert ask("POST", "/devices/revoke-others/").status_code == 200
    assert "robert@example.com" in ask("GET", "/account/export/").text
    assert ask("POST", "/account/delete/", password=new).json()["next"] == "/signin/"
    assert ask("GET", "/index/").status_code == 401
    program.take_token()
    assert ask("POST", "/password/reset/", email="robert@example.com").status_code == 200
    reset = mailed(fresh_site, "robert@example.com", "/password/reset/")
    assert ask("GET", "/password/reset/{token}/", reset).status_code == 200
    last = {"password": "last horse", "password_retype": "last horse"}
    assert ask("POST", "/password/reset/{token}/", reset, **last).status_code == 200
    assert ask("POST", "/signin/", email="robert@example.com", password="last horse").json()["messages"]
    program.take_token()
    assert ask("POST", "/signout/").status_code == 200
    assert ask("GET", "/index/").status_code == 401


def mailed(site, address, path):
    """The token of the link below a path in the newest mail to an address, which lies in the outbox of development."""
    def newest():
        for file in sorted((site.folder / ".gatehouse/outbox").glob("*.eml"), reverse=True):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            link = re.search(re.escape(path) + r"([\w-]+)/", mail.get_body(("plain",)).get_content())
            if mail["To"] == address and link:
                return link[1]

    wait_until(newest)
    return newest()
