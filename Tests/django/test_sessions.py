"""Sessions shared with a live Django, and the commands of `gatehouse sessions`."""

import json
import os
import pathlib
import random
import subprocess
import sys
import threading
import time

import pymongo
import pytest
import requests

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "browser"))

from django_process import DjangoProcess  # noqa: E402
from program import EXECUTABLE, Site  # noqa: E402

KEY = "a secret key for tests with more than fifty characters 0123456789"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
ADA = {"email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
       "first_name": "ada", "last_name": "lovelace"}


class Django(DjangoProcess):
    """A Django with one engine of sessions."""

    def __init__(self, engine, **parameters):
        super().__init__("django_side.py", engine, json.dumps({"key": KEY} | parameters))


def commands(site, *arguments, status=0):
    done = subprocess.run([EXECUTABLE, "sessions", *arguments], cwd=site.folder, env=site.environment(),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    return done.stdout


def listed(site, *arguments):
    return [json.loads(line) for line in commands(site, "list", "--json", *arguments).splitlines()]


def sign_in(site):
    visitor = requests.Session()
    data = {"email": ADA["email"], "password": ADA["password"]}
    answer = visitor.post(f"{site.url}/signin/", data=data, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.headers["Location"] == "/index/"
    return visitor


def is_signed_in(site, visitor):
    return visitor.get(f"{site.url}/index/", allow_redirects=False).status_code == 200


def sign_up(site):
    """Makes the account, and ends the session that comes with it."""
    visitor = requests.Session()
    answer = visitor.post(f"{site.url}/signup/", data=ADA, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.status_code == 302
    visitor.post(f"{site.url}/signout/", headers=SAME_ORIGIN, allow_redirects=False)


def start(folder, engine, **settings):
    return Site(folder, GATEHOUSE_SESSION_ENGINE=engine, GATEHOUSE_SECRET_KEY=KEY, **settings).start()


@pytest.fixture(scope="module", params=["mongodb", "mongoengine"])
def shared(request, tmp_path_factory):
    layout = {"mongodb": "mongodb-backend", "mongoengine": "mongoengine"}[request.param]
    site = start(tmp_path_factory.mktemp("django"), "django", GATEHOUSE_SESSION_DJANGO_LAYOUT=layout)
    url = (site.folder / ".gatehouse/mongodb-url").read_text()
    other = Django(request.param, url=url, name="gatehouse")
    other("read")  # Django's migrations want to make the collection themselves, so they come first
    sign_up(site)
    yield site, other, pymongo.MongoClient(url).gatehouse.django_session
    other.stop()
    site.stop()


def test_django_reads_a_session_of_ours_and_we_go_on_with_what_it_wrote(shared):
    site, other, rows = shared
    visitor = sign_in(site)
    key = visitor.cookies["sessionid"]
    seen = other("read", key)
    assert seen["values"]["_auth_user_id"] == "1" and seen["age"] == 1_209_600
    assert len(key) == 32 and key.isalnum() and key == key.lower()
    cart = {"items": [1, 2.0, "é", None, 2**70], "deep": {"a": [True]}}
    other("write", key, values={"cart": cart})
    assert is_signed_in(site, visitor)
    assert other("read", key)["values"]["cart"] == cart
    # A change of ours keeps what Django wrote, to the last digit.
    visitor.post(f"{site.url}/signout/", headers=SAME_ORIGIN)
    assert other("read", key) == {"values": {}, "age": 1_209_600, "exists": False}


def test_django_ends_a_session_of_ours(shared):
    site, other, _ = shared
    visitor = sign_in(site)
    other("flush", visitor.cookies["sessionid"])
    assert not is_signed_in(site, visitor)
    # A token that nobody knows loses the browser no cookie by itself (C13).
    assert "sessionid" in visitor.cookies


def test_we_go_on_with_a_session_of_djangos(shared):
    site, other, rows = shared
    key = other("write", values={"cart": [1], "big": 2**80}, expiry=3600)["session"]
    visitor = requests.Session()
    visitor.cookies.set("sessionid", key, domain="127.0.0.1")
    assert not is_signed_in(site, visitor)
    assert visitor.cookies["sessionid"] == key  # a session that is there, of nobody
    visitor.post(f"{site.url}/signin/", data={"email": ADA["email"], "password": ADA["password"]}, headers=SAME_ORIGIN)
    new = visitor.cookies["sessionid"]
    assert new != key and not other("read", key)["exists"]
    values = other("read", new)["values"]
    assert values["cart"] == [1] and values["big"] == 2**80 and values["_auth_user_id"] == "1"
    assert other("read", new)["age"] == 3600


def test_the_shape_of_rows_is_djangos(shared):
    site, other, rows = shared
    rows.delete_many({})
    sign_in(site)
    ours = rows.find_one()
    rows.delete_many({})
    other("write", values={"a": 1})
    theirs = rows.find_one()
    assert [(name, type(value)) for name, value in ours.items()] == [
        (name, type(value)) for name, value in theirs.items()]


def test_sessions_of_both_sides_are_listed_and_ended(shared):
    site, other, rows = shared
    rows.delete_many({})
    visitor = sign_in(site)
    key = other("write", values={"_auth_user_id": "7"})["session"]
    assert {session["account"] for session in listed(site)} == {"1", "7"}
    assert key not in json.dumps(listed(site))
    theirs = listed(site, "--account", "7")
    assert commands(site, "revoke", theirs[0]["id"]) == "1\n"
    assert not other("read", key)["exists"]
    assert commands(site, "revoke", theirs[0]["id"], status=1) == "0\n"
    assert commands(site, "revoke", "--account", "1") == "1\n"
    assert not is_signed_in(site, visitor)


@pytest.mark.parametrize("engine", ["db", "cached_db", "file", "signed_cookies"])
def test_we_read_what_djangos_own_engines_store(engine, tmp_path):
    other = Django(engine, folder=str(tmp_path), sqlite=str(tmp_path / "db.sqlite3"))
    chance = random.Random(5)
    texts, wanted = [], []
    for number in range(50):
        values = {"n": number, "f": number / 7, "text": "".join(chance.choice("aé😀\"\\\n<") for _ in range(number)),
                  "list": list(range(number)), "big": 10**number}
        session = other("write", values=values)["session"]
        texts.append(session if engine == "signed_cookies" else other("row", session)["text"])
        wanted.append(values)
    other.stop()
    option = ["--signed-cookie"] if engine == "signed_cookies" else []
    done = subprocess.run([EXECUTABLE, "sessions", "decode", *option], input="\n".join(texts), text=True,
                          capture_output=True, env=Site(tmp_path, GATEHOUSE_SECRET_KEY=KEY).environment(),
                          cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert [json.loads(line) for line in done.stdout.splitlines()] == wanted


def test_django_reads_our_signed_cookies_and_we_read_its(tmp_path):
    site = start(tmp_path, "signed-cookie")
    assert "counts on for whoever kept its cookie" in (tmp_path / "site.log").read_text()
    sign_up(site)
    visitor = sign_in(site)
    other = Django("signed_cookies")
    cookie = visitor.cookies["sessionid"].strip('"')
    assert other("read", cookie)["values"]["_auth_user_id"] == "1"
    theirs = other("write", cookie, values={"cart": [1]})["session"]
    visitor.cookies.clear()
    visitor.cookies.set("sessionid", theirs, domain="127.0.0.1")
    assert is_signed_in(site, visitor)
    assert other("read", theirs)["values"]["cart"] == [1]
    error = subprocess.run([EXECUTABLE, "sessions", "list"], cwd=tmp_path, env=site.environment(), text=True,
                           capture_output=True)
    assert error.returncode == 1 and "GATEHOUSE_SESSION_ENGINE is signed-cookie" in error.stderr
    other.stop()
    site.stop()


@pytest.mark.parametrize("engine", ["database", "cached-database", "file"])
def test_the_commands_beside_a_running_site(engine, tmp_path):
    folder = {"GATEHOUSE_SESSION_FILE_PATH": str(tmp_path / "sessions")} if engine == "file" else {}
    site = start(tmp_path, engine, **folder)
    sign_up(site)
    visitors = [sign_in(site) for _ in range(3)]
    sessions = listed(site)
    assert [session["account"] for session in sessions] == ["1"] * 3
    assert sessions[0]["address"] == "127.0.0.1" and sessions[0]["user_agent"].startswith("python-requests")
    assert commands(site, "revoke", sessions[0]["id"], sessions[1]["id"]) == "2\n"
    # Within a second, also where the site reads from memory.
    end = time.monotonic() + 10
    while sum(is_signed_in(site, visitor) for visitor in visitors) != 1:
        assert time.monotonic() < end, "a revoked session still counts"
    assert commands(site, "revoke", "--account", "1", "--except", sessions[2]["id"]) == "0\n"
    assert sum(is_signed_in(site, visitor) for visitor in visitors) == 1
    assert commands(site, "clear-expired") == "0\n"
    assert "--except needs --account" in subprocess.run(
        [EXECUTABLE, "sessions", "revoke", "a" * 64, "--except", "b" * 64], capture_output=True, text=True).stderr
    commands(site, "revoke", "nonsense", status=2)
    assert site.stop() == 0


def test_settings_that_do_not_fit_are_refused_by_name(tmp_path):
    for settings, words in [
        ({"GATEHOUSE_SESSION_ENGINE": "redis"}, "GATEHOUSE_SESSION_ENGINE must be one of"),
        ({"GATEHOUSE_SESSION_FILE_PATH": "/tmp"}, "GATEHOUSE_SESSION_FILE_PATH is set, but"),
        ({"GATEHOUSE_SESSION_ENGINE": "file", "GATEHOUSE_SESSION_FILE_PATH": "/tmp"}, "GATEHOUSE_SESSION_FILE_PATH"),
        ({"GATEHOUSE_SESSION_COOKIE_NAME": "a b"}, "GATEHOUSE_SESSION_COOKIE_NAME may hold"),
        ({"GATEHOUSE_SESSION_DJANGO_LAYOUT": "mysql"}, "GATEHOUSE_SESSION_DJANGO_LAYOUT must be one of"),
    ]:
        site = Site(tmp_path, **settings)
        done = subprocess.run([EXECUTABLE, "serve"], cwd=tmp_path, env=site.environment(), capture_output=True,
                              text=True, timeout=60)
        assert done.returncode == 1 and words in done.stderr, (settings, done.stderr)


def test_r5_a_full_disk_gives_503_and_keeps_the_sessions(tmp_path):
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(folder)],
                                           capture_output=True).returncode != 0:
        pytest.skip("a small disk needs the right to mount one")
    try:
        site = start(tmp_path, "file", GATEHOUSE_SESSION_FILE_PATH=str(folder))
        sign_up(site)
        visitor = sign_in(site)
        filler = folder / "filler"
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"x" * 512)
            except OSError:
                pass
        data = {"email": ADA["email"], "password": ADA["password"]}
        answer = requests.post(f"{site.url}/signin/", data=data, headers=SAME_ORIGIN, allow_redirects=False)
        assert answer.status_code == 503 and "Set-Cookie" not in answer.headers
        assert is_signed_in(site, visitor)
        filler.unlink()
        assert is_signed_in(site, sign_in(site)) and is_signed_in(site, visitor)
        assert not [name for name in os.listdir(folder) if name.startswith("new-")]
        site.stop()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_r10_sessions_survive_a_restart(tmp_path):
    site = start(tmp_path, "file", GATEHOUSE_SESSION_FILE_PATH=str(tmp_path / "sessions"))
    sign_up(site)
    visitor = sign_in(site)
    site.stop()
    site.start()
    answer = requests.get(f"{site.url}/index/", cookies={"sessionid": visitor.cookies["sessionid"]},
                          allow_redirects=False)
    assert answer.status_code == 200
    site.stop()


def test_r8_django_and_we_write_into_one_session_at_the_same_time(shared):
    """Django writes all keys at once and may undo ours; never may it be the other way round, and nothing may tear."""
    site, other, rows = shared
    visitor = sign_in(site)
    key = visitor.cookies["sessionid"]
    other("write", key, values={"count": 0})
    failures = []

    def look():
        for _ in range(50):
            if not is_signed_in(site, visitor):
                failures.append("signed out")

    thread = threading.Thread(target=look)
    thread.start()
    for number in range(1, 51):
        other("write", key, values={"count": number})
    thread.join()
    assert not failures and other("read", key)["values"]["count"] == 50
