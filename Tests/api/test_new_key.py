"""R16: a new secret key, on one instance and on several that differ for a while: everybody is answered, nobody signed out."""

import concurrent.futures
import threading

import pytest
import requests

from account import ACCOUNT
from program import Site

OLD = "an-old-secret-key-for-tests-of-more-than-fifty-bytes-0123456789"
NEW = "a-new-secret-key-for-tests-of-more-than-fifty-bytes-9876543210"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
BROWSERS = 50
AT_ONCE = 4


class Browser:
    """A cookie jar, as browsers keep one for all requests that are under way."""

    def __init__(self):
        self.cookies = {}
        self.lock = threading.Lock()

    def send(self, method, url, **arguments):
        with self.lock:
            sent = dict(self.cookies)
        answer = requests.request(method, url, cookies=sent, allow_redirects=False, timeout=60, **arguments)
        with self.lock:
            for header in answer.raw.headers.getlist("Set-Cookie"):
                name, value = header.split(";")[0].split("=", 1)
                self.cookies.pop(name, None)
                if "Max-Age=0" not in header:
                    self.cookies[name] = value
        return answer


@pytest.fixture(scope="module", params=["database", "cached-database", "file", "signed-cookie", "django"])
def town(request, tmp_path_factory):
    """Starts instances over one database, and has an account."""
    folder = tmp_path_factory.mktemp("keys")
    shared = {
        "GATEHOUSE_SESSION_ENGINE": request.param, "GATEHOUSE_EMAIL_VERIFICATION": "off",
        "GATEHOUSE_TRIES_PER_ACCOUNT": "1000", "GATEHOUSE_TRIES_PER_ADDRESS": "1000",
    }
    if request.param == "file":
        shared["GATEHOUSE_SESSION_FILE_PATH"] = str(folder / "sessions")
    if request.param == "django":
        shared["GATEHOUSE_SESSION_DJANGO_LAYOUT"] = "mongodb-backend"
    sites = []

    def start(key, *fallbacks):
        place = folder / str(len(sites))
        place.mkdir()
        settings = shared | {"GATEHOUSE_SECRET_KEY": key}
        if fallbacks:
            settings["GATEHOUSE_SECRET_KEY_FALLBACKS"] = ",".join(fallbacks)
        if sites:
            settings["GATEHOUSE_MONGODB_URL"] = (folder / "0/.gatehouse/mongodb-url").read_text()
        sites.append(Site(place, **settings).start())
        return sites[-1]

    first = start(OLD)
    assert requests.post(f"{first.url}/signup/", ACCOUNT, headers=SAME_ORIGIN, allow_redirects=False).status_code == 302
    yield start, first
    for site in reversed(sites):
        site.stop()


def signed_in(site):
    browsers = [Browser() for _ in range(BROWSERS)]

    def enter(browser):
        form = {"email": ACCOUNT["email"], "password": ACCOUNT["password"]}
        assert browser.send("POST", f"{site.url}/signin/", data=form, headers=SAME_ORIGIN).status_code == 302

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, browsers))
    return browsers


def ask(browsers, *sites):
    """Each browser asks for the account's page, so many times at once, at the sites in turns; the answers' statuses."""
    start = [threading.Barrier(AT_ONCE) for _ in browsers]

    def one(work):
        number, turn = work
        start[number].wait()
        return browsers[number].send("GET", f"{sites[turn % len(sites)].url}/index/").status_code

    work = [(number, turn) for number in range(len(browsers)) for turn in range(AT_ONCE)]
    with concurrent.futures.ThreadPoolExecutor(8 * AT_ONCE) as pool:
        return list(pool.map(one, work))


def test_r16_a_new_key_with_four_requests_at_once_for_each_browser(town):
    start, first = town
    browsers = signed_in(first)
    new = start(NEW, OLD)
    assert ask(browsers, new) == [200] * BROWSERS * AT_ONCE
    assert ask(browsers, new) == [200] * BROWSERS * AT_ONCE


def test_r16_an_instance_without_the_new_key_signs_nobody_out(town):
    start, first = town
    browsers = signed_in(first)
    new = start(NEW, OLD)
    assert ask(browsers, new) == [200] * BROWSERS * AT_ONCE
    # There everybody is nobody, and keeps the cookie.
    there = ask(browsers, first)
    assert set(there) <= {200, 302} and 302 in there
    assert ask(browsers, new) == [200] * BROWSERS * AT_ONCE


def test_r16_in_the_order_of_the_guide_instances_that_differ_answer_everybody(town):
    start, first = town
    browsers = signed_in(first)
    # The new key verifies everywhere before it signs anywhere, and the old one as long as sessions live.
    known, current = start(OLD, NEW), start(NEW, OLD)
    assert ask(browsers, known, current) == [200] * BROWSERS * AT_ONCE
    assert ask(browsers, current) == [200] * BROWSERS * AT_ONCE
