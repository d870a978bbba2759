"""Sign-in shared with a live Django: its login() signs in to our site, and ours to Django, with any kind of key."""

import json

import pytest
import requests

from django_process import DjangoProcess
from test_sessions import ADA, KEY, SAME_ORIGIN, is_signed_in, sign_in, sign_up, start


class Django(DjangoProcess):
    def __init__(self, **parameters):
        super().__init__("django_login_side.py", json.dumps({"key": KEY} | parameters))


@pytest.fixture(scope="module", params=["sequence", "email", "objectid", "uuid"])
def both(request, tmp_path_factory):
    site = start(tmp_path_factory.mktemp("login"), "django", GATEHOUSE_SESSION_DJANGO_LAYOUT="mongodb-backend",
                 GATEHOUSE_PRIMARY_KEY=request.param,
                 GATEHOUSE_AUTHENTICATION_BACKENDS="email-password=site_accounts.models.Backend")
    url = (site.folder / ".gatehouse/mongodb-url").read_text()
    other = Django(url=url, name="gatehouse", primary_key=request.param)
    # Once its collections are there: signing up makes a session.
    other("user")
    sign_up(site)
    yield site, other
    other.stop()
    site.stop()


def test_who_logs_in_at_django_is_signed_in_here(both):
    site, other = both
    there = other("login", email=ADA["email"], password=ADA["password"])
    visitor = requests.Session()
    visitor.cookies.set("sessionid", there["session"], domain="127.0.0.1")
    page = visitor.get(f"{site.url}/index/", allow_redirects=False)
    assert page.status_code == 200 and "Lovelace" in page.text and there["id"] in page.text
    visitor.post(f"{site.url}/signout/", headers=SAME_ORIGIN)
    assert other("user", there["session"]) == {"email": None, "id": None}


def test_who_signs_in_here_is_logged_in_at_django(both):
    site, other = both
    visitor = sign_in(site)
    assert other("user", visitor.cookies["sessionid"])["email"] == ADA["email"]
    other("logout", visitor.cookies["sessionid"])
    assert not is_signed_in(site, visitor)
