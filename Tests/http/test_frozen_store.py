"""Forms that are sent while MongoDB does not answer."""

import os
import signal
import time

import pytest
import requests

from program import Site, wait_until
from test_stopping import ADA, SAME_ORIGIN

# Seconds: a call's deadline is 10, and a page asks one thing after another; more for a busy machine.
ANSWERS_WITHIN = 40


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("frozen")).start()
    assert requests.post(f"{site.url}/signup/", data=ADA, headers=SAME_ORIGIN, allow_redirects=False).status_code == 302
    yield site
    site.stop()


def frozen(site, visitor, path, typed):
    """What is answered to a form while mongod stands still."""
    os.kill(site.mongod(), signal.SIGSTOP)
    try:
        start = time.monotonic()
        answer = visitor.post(
            f"{site.url}{path}", data=typed, headers=SAME_ORIGIN, allow_redirects=False, timeout=2 * ANSWERS_WITHIN)
        assert time.monotonic() - start < ANSWERS_WITHIN
        return answer
    finally:
        os.kill(site.mongod(), signal.SIGCONT)


def ready(site):
    wait_until(lambda: requests.get(f"{site.url}/readyz").status_code == 200)


def test_a_sign_in_comes_back_with_the_address_and_without_the_password(site):
    visitor = requests.Session()
    typed = {"email": "ada@example.com", "password": "correct horse"}
    answer = frozen(site, visitor, "/signin/", typed)
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert "What you entered is kept" in answer.text and 'action="/signin/"' in answer.text
    assert 'value="ada@example.com"' in answer.text and "correct horse" not in answer.text
    ready(site)
    again = visitor.post(f"{site.url}/signin/", data=typed, headers=SAME_ORIGIN, allow_redirects=False)
    assert again.status_code == 302


def test_a_form_of_somebody_signed_in_comes_back_with_what_was_typed(site):
    ready(site)
    visitor = requests.Session()
    sign_in = {"email": "ada@example.com", "password": "correct horse"}
    visitor.post(f"{site.url}/signin/", data=sign_in, headers=SAME_ORIGIN)
    typed = {"first_name": "Augusta & Co", "last_name": "King", "current_password": "by mistake"}
    answer = frozen(site, visitor, "/profile/", typed)
    assert answer.status_code == 503 and 'action="/profile/"' in answer.text
    assert "Augusta &amp; Co" in answer.text and "by mistake" not in answer.text
    ready(site)
    saved = visitor.post(f"{site.url}/profile/", data=typed, headers=SAME_ORIGIN, allow_redirects=False)
    assert saved.status_code == 302
    assert "Augusta &amp; Co" in visitor.get(f"{site.url}/profile/").text
