"""The commands of `gatehouse users`, and accounts stored before they had permissions."""

import json
import subprocess

import pymongo
import pytest
import requests

from test_sessions import ADA, EXECUTABLE, SAME_ORIGIN, is_signed_in, sign_in, sign_up, start


def users(site, *arguments, status=0, password=""):
    done = subprocess.run([EXECUTABLE, "users", *arguments], cwd=site.folder, env=site.environment(), text=True,
                          input=password + "\n", capture_output=True, timeout=60)
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return done.stdout if status == 0 else done.stderr


def as_json(site, *arguments, **more):
    return [json.loads(line) for line in users(site, *arguments, "--json", **more).splitlines()]


@pytest.fixture(scope="module", params=["sequence", "email", "objectid", "uuid"])
def site(request, tmp_path_factory):
    site = start(tmp_path_factory.mktemp("users"), "database", GATEHOUSE_PRIMARY_KEY=request.param)
    sign_up(site)
    yield site
    site.stop()


@pytest.fixture
def rows(site):
    client = pymongo.MongoClient((site.folder / ".gatehouse/mongodb-url").read_text())
    yield client.gatehouse.users
    client.close()


def test_an_account_is_made_shown_changed_and_deleted(site, rows):
    names = ["--first-name", "Grace", "--last-name", "Hopper"]
    made = as_json(site, "create", "--email", "Grace@Example.com", *names, "--superuser", password="correct horse")[0]
    assert made["email"] == "grace@example.com" and made["is_superuser"] and made["is_active"]
    assert "Email is already registered" in users(
        site, "create", "--email", "grace@example.com", *names, password="correct horse", status=1)
    assert "too short" in users(site, "create", "--email", "x@example.com", *names, password="short", status=1)
    users(site, "create", "--email", "x@example.com", status=2)
    assert [row["email"] for row in as_json(site, "list")].count("grace@example.com") == 1
    assert as_json(site, "show", made["id"]) == as_json(site, "show", "GRACE@example.com") == [made]
    assert "There is no account nobody@example.com." in users(site, "show", "nobody@example.com", status=1)
    users(site, "groups", made["id"], "--add", "editors", "--add", "testers")
    assert users(site, "groups", made["id"], "--remove", "testers").split() == ["editors"]
    users(site, "delete", made["id"])
    users(site, "delete", made["id"], status=1)


def test_the_counters_name_can_be_set(tmp_path):
    site = start(tmp_path, "database", GATEHOUSE_COUNTER_NAME="people")
    try:
        sign_up(site)
        database = pymongo.MongoClient((site.folder / ".gatehouse/mongodb-url").read_text()).gatehouse
        assert [row["_id"] for row in database.counter.find({})] == ["people"]
    finally:
        site.stop()


def test_what_is_unset_is_left_out_of_the_document(site, rows):
    ada = rows.find_one({"last_name": "Lovelace"})
    assert set(ada) - {"email"} == {"_id", "password", "first_name", "last_name", "signup_date"} \
        or set(ada) - {"email"} == {"_id", "password", "first_name", "last_name", "signup_date", "last_signin_date"}


def test_deactivation_and_a_new_password_end_sessions(site):
    visitor = sign_in(site)
    assert is_signed_in(site, visitor)
    users(site, "deactivate", ADA["email"])
    assert not is_signed_in(site, visitor)
    credentials = {"email": ADA["email"], "password": ADA["password"]}
    refused = requests.post(f"{site.url}/signin/", data=credentials, headers=SAME_ORIGIN, allow_redirects=False)
    assert refused.status_code == 422
    users(site, "activate", ADA["email"])
    assert not is_signed_in(site, visitor)
    visitor = sign_in(site)
    users(site, "set-password", ADA["email"], password="another horse")
    assert not is_signed_in(site, visitor)
    users(site, "set-password", ADA["email"], password=ADA["password"])
    assert is_signed_in(site, sign_in(site))


@pytest.mark.parametrize("name, settings", [
    ("GATEHOUSE_AUTHENTICATION_BACKENDS names \"ldap\"", {"GATEHOUSE_AUTHENTICATION_BACKENDS": "email-password, ldap"}),
    ("GATEHOUSE_USER_FIELDS must be all, none, or some of", {"GATEHOUSE_USER_FIELDS": "language, password"}),
    ("GATEHOUSE_TRUSTED_PROXIES must be", {"GATEHOUSE_TRUSTED_PROXIES": "10.0.0.0/33"}),
    ("GATEHOUSE_TRUSTED_PROXIES is not set", {"GATEHOUSE_AUTHENTICATION_BACKENDS": "remote-header"}),
    ("GATEHOUSE_TRIES_PER_ADDRESS must be", {"GATEHOUSE_TRIES_PER_ADDRESS": "none"}),
])
def test_settings_that_do_not_fit_are_refused_by_name(site, name, settings):
    done = subprocess.run([EXECUTABLE, "users", "list"], cwd=site.folder, text=True, capture_output=True, timeout=60,
                          env=site.environment() | settings)
    assert done.returncode == 1 and name in done.stderr
