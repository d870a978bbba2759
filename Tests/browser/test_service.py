"""The program as its operator sees it."""

import os
import signal
import subprocess
import time

import pymongo
import requests

from pages import ADA
from program import EXECUTABLE, Site, is_running, wait_until

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


def sign_up(site, email):
    answer = requests.post(
        f"{site.url}/signup/", data=ADA | {"email": email}, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.status_code == 302, answer.text


def sign_in(site, email):
    visitor = requests.Session()
    data = {"email": email, "password": ADA["password"]}
    answer = visitor.post(f"{site.url}/signin/", data=data, headers=SAME_ORIGIN, allow_redirects=False)
    assert answer.headers["Location"] == "/index/"
    return visitor


def database(site):
    return pymongo.MongoClient((site.folder / ".gatehouse/mongodb-url").read_text()).gatehouse


def test_accounts_and_sessions_survive_kill_9_and_no_mongod_does(tmp_path):
    site = Site(tmp_path).start()
    sign_up(site, "kept@example.com")
    visitor = sign_in(site, "kept@example.com")
    mongod = site.mongod()
    site.stop(signal.SIGKILL)
    wait_until(lambda: not is_running(mongod))
    site.start()
    assert "kept@example.com" in visitor.get(f"{site.url}/index/").text
    mongod = site.mongod()
    assert site.stop() == 0
    assert not is_running(mongod)


def test_the_private_mongod_takes_nobody_without_its_password(tmp_path):
    site = Site(tmp_path).start()
    try:
        sign_up(site, "private@example.com")
        arguments = open(f"/proc/{site.mongod()}/cmdline").read().split("\0")
        address = f"127.0.0.1:{arguments[arguments.index('--port') + 1]}"
        for credentials in ["", "gatehouse:wrong@"]:
            stranger = pymongo.MongoClient(f"mongodb://{credentials}{address}/?directConnection=true")
            for work in [
                    stranger.gatehouse.users.find_one, stranger.list_database_names,
                    lambda: stranger.admin.command("createUser", "eve", pwd="x", roles=["root"])]:
                try:
                    work()
                    raise AssertionError("a stranger was let in")
                except pymongo.errors.OperationFailure as error:
                    assert error.code in (13, 18)
        assert database(site).users.count_documents({}) == 1
        for path in [".gatehouse", ".gatehouse/data"]:
            assert (tmp_path / path).stat().st_mode & 0o777 == 0o700
        for path in ["mongod-password", "mongod-key", "mongodb-url"]:
            assert (tmp_path / ".gatehouse" / path).stat().st_mode & 0o777 == 0o600
    finally:
        site.stop()


def test_a_start_right_after_kill_9_waits_for_the_old_mongod(tmp_path):
    site = Site(tmp_path).start()
    site.stop(signal.SIGKILL)
    site.start()
    assert requests.get(f"{site.url}/readyz").text == "ready\n"
    site.stop()


def test_the_account_is_a_document(site):
    sign_up(site, "Document@Example.com")
    sign_in(site, "document@example.com")
    db = database(site)
    user = db.users.find_one({"email": "document@example.com"})
    assert set(user) == {
        "_id", "email", "password", "first_name", "last_name", "signup_date", "last_signin_date"}
    assert isinstance(user["_id"], int) and user["first_name"] == "Ada"
    assert user["password"].startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert user["signup_date"] <= user["last_signin_date"]
    assert db.counter.find_one() == {"_id": "Users", "sequence": user["_id"]}
    assert db.users.index_information()["email_1"]["unique"]
    session = db.sessions.find_one({"account": str(user["_id"])})
    assert len(session["_id"]) == 32 and session["expires_at"] > session["created_at"]
    assert db.sessions.index_information()["expires_at_1"]["expireAfterSeconds"] == 0


def test_two_services_share_a_database(site, tmp_path):
    sign_up(site, "shared@example.com")
    visitor = sign_in(site, "shared@example.com")
    key = (site.folder / ".gatehouse/secret-key").read_text()
    second = Site(tmp_path, GATEHOUSE_MONGODB_URL=(site.folder / ".gatehouse/mongodb-url").read_text(),
                  GATEHOUSE_SECRET_KEY=key).start()
    try:
        cookies = {"sessionid": visitor.cookies["sessionid"]}
        assert "shared@example.com" in requests.get(f"{second.url}/index/", cookies=cookies).text
        visitor.post(f"{site.url}/signout/", headers=SAME_ORIGIN)
        answer = requests.get(f"{second.url}/index/", cookies=cookies, allow_redirects=False)
        assert answer.headers["Location"] == "/signin/"
        assert not (tmp_path / ".gatehouse").exists()
    finally:
        second.stop()


def test_every_kind_of_key(tmp_path):
    for kind, check in [
        ("email", lambda id: id == "key@example.com"), ("objectid", lambda id: len(str(id)) == 24),
        ("uuid", lambda id: id.subtype == 4 and len(id) == 16),
    ]:
        folder = tmp_path / kind
        folder.mkdir()
        site = Site(folder, GATEHOUSE_PRIMARY_KEY=kind).start()
        try:
            sign_up(site, "Key@Example.com")
            user = database(site).users.find_one()
            assert check(user["_id"]), user
            assert ("email" in user) == (kind != "email")
            assert "key@example.com" in sign_in(site, "key@example.com").get(f"{site.url}/index/").text
            answer = requests.post(
                f"{site.url}/signup/", data=ADA | {"email": "KEY@example.com"}, headers=SAME_ORIGIN)
            assert answer.status_code == 422 and "Email is already registered" in answer.text
        finally:
            site.stop()


def refused(folder, *arguments, **settings):
    site = Site(folder, **settings)
    done = subprocess.run(
        [EXECUTABLE, *arguments], cwd=folder, env=site.environment(), capture_output=True, text=True, timeout=60)
    assert done.stdout == ""
    return done.returncode, done.stderr


def test_refusals_say_what_to_do(site, tmp_path):
    port = site.url.rsplit(":", 1)[1]
    url = "mongodb://127.0.0.1:1/x"
    long_key = "k3y-" * 20
    production = {"GATEHOUSE_PROFILE": "production"}
    cases = [
        ({"GATEHOUSE_PORT": port}, f"Port {port} of 127.0.0.1 is taken."),
        ({"GATEHOUSE_PORT": "http"}, "GATEHOUSE_PORT must be a whole number"),
        ({"GATEHOUSE_MONGODB_URL": url}, "MongoDB cannot be reached: 127.0.0.1:1 refuses connections."),
        ({"GATEHOUSE_MONGODB_URL": "nonsense"}, "GATEHOUSE_MONGODB_URL cannot be used: Invalid URI Schema"),
        ({"GATEHOUSE_PRIMARY_KEY": "x"}, "GATEHOUSE_PRIMARY_KEY must be one of: sequence, email, objectid, uuid."),
        (production, "GATEHOUSE_MONGODB_URL is not set."),
        (production | {"GATEHOUSE_MONGODB_URL": url}, "GATEHOUSE_SECRET_KEY is not set."),
        (production | {"GATEHOUSE_MONGODB_URL": url, "GATEHOUSE_SECRET_KEY": "short"}, "GATEHOUSE_SECRET_KEY is too weak"),
        (production | {"GATEHOUSE_MONGODB_URL": url, "GATEHOUSE_SECRET_KEY": "django-insecure-" + long_key},
         "GATEHOUSE_SECRET_KEY is too weak"),
    ]
    for number, (settings, message) in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        status, output = refused(folder, **settings)
        assert status == 1 and output.startswith("gatehouse: ") and message in output, (settings, output)
        pid_file = folder / ".gatehouse/mongod.pid"
        assert not pid_file.exists() or not pid_file.read_text().strip() or not is_running(int(pid_file.read_text()))
    status, output = refused(tmp_path, "--bogus")
    assert status == 2 and "--bogus" in output


def test_settings_come_from_a_file_too_and_the_environment_wins(tmp_path):
    (tmp_path / ".env").write_text("GATEHOUSE_PRIMARY_KEY=nonsense\nGATEHOUSE_SESSION_COOKIE_AGE=77\n")
    site = Site(tmp_path, GATEHOUSE_PRIMARY_KEY="uuid").start()
    try:
        sign_up(site, "file@example.com")
        data = {"email": "file@example.com", "password": ADA["password"]}
        answer = requests.post(f"{site.url}/signin/", data=data, headers=SAME_ORIGIN, allow_redirects=False)
        assert "Max-Age=77;" in answer.headers["Set-Cookie"]
    finally:
        site.stop()


def test_without_mongod_it_says_how_to_get_one(tmp_path):
    site = Site(tmp_path)
    environment = site.environment() | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run([EXECUTABLE], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "mongod is not installed. Run `make mongod`" in done.stderr


def test_a_stopped_store_is_503_and_health_still_answers(tmp_path):
    site = Site(tmp_path).start()
    try:
        sign_up(site, "paused@example.com")
        visitor = sign_in(site, "paused@example.com")
        os.kill(site.mongod(), signal.SIGSTOP)
        start = time.monotonic()
        answer = visitor.get(f"{site.url}/index/", allow_redirects=False)
        assert answer.status_code == 503 and answer.headers["Retry-After"]
        assert time.monotonic() - start < 60
        assert requests.get(f"{site.url}/healthz").status_code == 200
        os.kill(site.mongod(), signal.SIGCONT)
        wait_until(lambda: visitor.get(f"{site.url}/index/", allow_redirects=False).status_code == 200)
    finally:
        os.kill(site.mongod(), signal.SIGCONT)
        site.stop()


def test_sigterm_ends_it_cleanly(tmp_path):
    site = Site(tmp_path).start()
    start = time.monotonic()
    assert site.stop() == 0
    assert time.monotonic() - start < 10


def test_a_start_without_mongodb_says_why_within_three_seconds(tmp_path):
    causes = {
        "mongodb://127.0.0.1:1/site": "127.0.0.1:1 refuses connections",
        "mongodb://nowhere.invalid/site": "nowhere.invalid is an unknown host",
        "mongo://127.0.0.1/site": "expecting 'mongodb://' or 'mongodb+srv://'",
        "mongodb://127.0.0.1:1/site?tls=true&tlsCAFile=/nowhere.pem": "tlsCAFile=/nowhere.pem: there is no such file",
    }
    for url, cause in causes.items():
        start = time.monotonic()
        run = subprocess.run(
            [EXECUTABLE], cwd=tmp_path, env=Site(tmp_path, GATEHOUSE_MONGODB_URL=url).environment(),
            capture_output=True, text=True)
        assert time.monotonic() - start < 4, url
        assert run.returncode == 1 and cause in run.stderr, (url, run.stderr)
        assert len(run.stderr.splitlines()) == 1, run.stderr


def test_an_account_that_cannot_be_read_hides_no_other(site, tmp_path):
    database(site).users.insert_one({"_id": "odd", "email": "odd@example.com"})
    sign_up(site, "readable@example.com")
    try:
        for command, status in [(["users", "list"], 1), (["check"], 1)]:
            run = subprocess.run(
                [EXECUTABLE, *command], cwd=site.folder, env=site.environment(), capture_output=True, text=True)
            said = run.stdout + run.stderr
            assert run.returncode == status and '_id "odd"' in said, said
            assert command == ["check"] or "readable@example.com" in run.stdout
    finally:
        database(site).users.delete_one({"_id": "odd"})


def test_check_names_accounts_whose_hashes_cost_too_much(site):
    """P9"""
    users = database(site).users
    sign_up(site, "fine@example.com")
    users.update_one({"email": "fine@example.com"}, {"$set": {"password": "$6$rounds=50000000$saltsalt$hash"}})
    try:
        for limits, status, said in [({}, 1, "this hash costs too much"), ({"GATEHOUSE_HASH_MAXIMUM_SECONDS": "600"}, 0, "")]:
            run = subprocess.run(
                [EXECUTABLE, "check"], cwd=site.folder, env=site.environment() | limits, capture_output=True, text=True)
            assert run.returncode == status and said in run.stdout, run.stdout + run.stderr
            assert "$6$" not in run.stdout + run.stderr
            key = users.find_one({"email": "fine@example.com"})["_id"]
            assert not said or f"_id {key}  password: {said}" in run.stdout
    finally:
        users.delete_one({"email": "fine@example.com"})


def test_addresses_in_another_program_s_spelling_are_counted_shown_and_mended(tmp_path):
    """U5"""
    site = Site(tmp_path).start()
    try:
        sign_up(site, "spelled@example.com")
        users = database(site).users
        users.update_one({"email": "spelled@example.com"}, {"$set": {"email": "Spelled@Example.com"}})
        sign_in(site, "spelled@EXAMPLE.com")
        answer = requests.post(
            f"{site.url}/signup/", data=ADA | {"email": "spelled@example.com"}, headers=SAME_ORIGIN)
        assert answer.status_code == 422 and "Email is already registered" in answer.text

        def run(*arguments):
            done = subprocess.run(
                [EXECUTABLE, "users", *arguments], cwd=site.folder, env=site.environment(), capture_output=True,
                text=True)
            return done.returncode, done.stdout

        assert "Spelled@Example.com" in run("show", "spelled@example.com")[1]
        status, said = run("canonicalize-emails")
        assert status == 0 and "Spelled@Example.com -> spelled@example.com" in said and "Nothing was written" in said
        assert users.count_documents({"email": "Spelled@Example.com"}) == 1
        site.stop()
        site.start()
        wait_until(lambda: "canonicalize-emails" in (site.folder / "site.log").read_text())
        users = database(site).users
        status, said = run("canonicalize-emails", "--apply")
        assert status == 0 and "1 changed." in said
        assert users.count_documents({"email": "spelled@example.com"}) == 1
        for email in ["Shared@example.com", "shared@example.com"]:
            users.insert_one({"_id": len(email) + ord(email[0]), "email": email, "password": "!"})
        status, said = run("canonicalize-emails", "--apply")
        assert status == 1 and "shares its mailbox with" in said
    finally:
        site.stop()


def test_a_line_of_env_that_is_not_understood_ends_with_2(tmp_path):
    for text, said in [("GATEHOUSE_PORT=0\r\nnonsense\r\n", ".env line 2"), ("GATEHOUSE_PROT=1", "GATEHOUSE_PROT")]:
        (tmp_path / ".env").write_bytes(text.encode())
        run = subprocess.run(
            [EXECUTABLE], cwd=tmp_path, env=Site(tmp_path).environment(), capture_output=True, text=True)
        assert run.returncode == 2 and said in run.stderr, run.stderr
