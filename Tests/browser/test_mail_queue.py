"""Mails that wait, while the mail server is away and the program is stopped and killed."""

import email
import signal
import socket
import subprocess

import pymongo
import pytest
import requests

from mail_server import MailServer
from pages import ADA
from program import ROOT, Site, wait_until
from test_service import SAME_ORIGIN


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mongo(tmp_path):
    """A replica set of one that outlives the sites."""
    port, folder = free_port(), tmp_path / "mongo"
    folder.mkdir()
    executable = subprocess.run(
        ["sh", "-c", "command -v mongod || echo .tools/mongod"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    process = subprocess.Popen(
        [executable, "--dbpath", folder, "--port", str(port), "--bind_ip", "127.0.0.1", "--replSet", "rs",
         "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25"],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    client = pymongo.MongoClient(f"mongodb://127.0.0.1:{port}/?directConnection=true")
    client.admin.command("replSetInitiate", {"_id": "rs", "members": [{"_id": 0, "host": f"127.0.0.1:{port}"}]})
    wait_until(lambda: client.admin.command("hello")["isWritablePrimary"])
    yield f"mongodb://127.0.0.1:{port}/gatehouse?replicaSet=rs", client.gatehouse
    client.close()
    process.kill()
    process.wait()


def log(site):
    return (site.folder / "site.log").read_text()


def test_t4_r17_mails_survive_stop_and_kill_while_the_mail_server_is_down(tmp_path, mongo):
    url, db = mongo
    port = free_port()
    settings = {
        "GATEHOUSE_MONGODB_URL": url, "GATEHOUSE_SECRET_KEY": "a key for tests that is long enough " * 2,
        "GATEHOUSE_MAIL_URL": f"smtp://127.0.0.1:{port}?security=none", "GATEHOUSE_MAIL_FROM": "accounts@example.org",
        "GATEHOUSE_ORIGIN": "http://accounts.example.org", "GATEHOUSE_ALLOWED_HOSTS": "127.0.0.1",
        "GATEHOUSE_SIGNUPS_PER_ADDRESS": "1000"}
    sites = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        sites.append(Site(tmp_path / name, **settings).start())
    people = [f"canary{number}@example.com" for number in range(20)]
    for number, address in enumerate(people):
        answer = requests.post(
            f"{sites[number % 2].url}/signup/", data=ADA | {"email": address}, headers=SAME_ORIGIN,
            allow_redirects=False)
        assert answer.status_code == 302, answer.text
    # An answer does not wait for its mail.
    wait_until(lambda: db.mails.count_documents({}) == 20)
    for site in sites:
        wait_until(lambda: "Mails cannot be sent; they wait until the transport works again" in log(site))
        assert requests.get(f"{site.url}/readyz").text == "ready\n"
        wait_until(lambda: "Ready, but mails cannot be sent since" in log(site))
    # What is stored shows nobody's address and no link.
    for row in db.mails.find():
        assert "canary" not in str(row) and "http" not in str(row)
        assert set(row) <= {"_id", "due_at", "claim", "attempts", "expires_at", "sealed"}
    assert sites[0].stop(signal.SIGTERM) == 0
    sites[1].stop(signal.SIGKILL)
    assert db.mails.count_documents({}) == 20
    for site in sites:
        site.start()
        wait_until(lambda: log(site).count("Mails cannot be sent; they wait") == 2)
    (tmp_path / "mail").mkdir()
    server = MailServer(tmp_path / "mail", port=port).start()
    try:
        # A lease of what was killed takes a minute to end, a probe of the server may be a minute away.
        wait_until(lambda: db.mails.count_documents({}) == 0, 240)
        mails = [email.message_from_bytes(path.read_bytes()) for path in sorted(server.folder.glob("*.eml"))]
        assert sorted(mail["To"] for mail in mails) == sorted(people)
        assert len({mail["Message-ID"] for mail in mails}) == 20
        wait_until(lambda: any("Mails are sent again" in log(site) for site in sites))
        for site in sites:
            assert log(site).count("Mails cannot be sent; they wait") == 2
    finally:
        for site in sites:
            site.stop()
        server.stop()
