"""Stops under load."""

import http.client
import signal
import threading
import time

import requests

from program import STOPS_WITHIN, Site
from wire import address, mongo_url

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
ADA = {
    "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
    "first_name": "Ada", "last_name": "Lovelace",
}


class Client(threading.Thread):
    """Asks again and again over one connection, until the server says that it closes."""

    def __init__(self, site, method, path, body=None):
        super().__init__()
        self.site, self.method, self.path, self.body = site, method, path, body
        self.answered, self.cut = 0, []

    def run(self):
        connection = http.client.HTTPConnection(*address(self.site), timeout=60)
        connection.connect()
        headers = SAME_ORIGIN | {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            while True:
                connection.request(self.method, self.path, self.body, headers)
                answer = connection.getresponse()
                answer.read()
                assert answer.status < 500, answer.status
                self.answered += 1
                if answer.getheader("Connection") == "close":
                    return
        except Exception as error:
            self.cut.append(repr(error))


def test_r9_sigterm_under_load_cuts_no_request(tmp_path):
    site = Site(tmp_path, GATEHOUSE_TRIES_PER_ADDRESS="1000").start()
    sign_in = "email=nobody%40example.com&password=wrong"
    clients = [Client(site, "GET", "/signin/") for _ in range(10)] + [
        Client(site, "POST", "/signin/", sign_in) for _ in range(4)]
    for client in clients:
        client.start()
    while any(client.answered < 3 for client in clients):
        assert not any(client.cut for client in clients)
        time.sleep(0.05)
    site.process.send_signal(signal.SIGTERM)
    # What was under way is waited for, however slow the machine is; after that nothing is left to do.
    for client in clients:
        client.join(timeout=STOPS_WITHIN)
    assert [client.cut for client in clients if client.cut] == []
    answered = time.monotonic()
    assert site.stop(sign=0) == 0
    assert time.monotonic() - answered < 10


def start(folder, url, key):
    folder.mkdir(exist_ok=True)
    return Site(folder, GATEHOUSE_MONGODB_URL=url, GATEHOUSE_SECRET_KEY=key).start()


def test_r10_a_rolling_restart_of_two_instances_loses_no_session(tmp_path):
    first = Site(tmp_path).start()
    url = mongo_url(first)
    key = (tmp_path / ".gatehouse/secret-key").read_text()
    sites = [start(tmp_path / name, url, key) for name in ["one", "two"]]
    visitors, lost, stop = [], [], threading.Event()
    try:
        requests.post(f"{sites[0].url}/signup/", data=ADA, headers=SAME_ORIGIN)
        for _ in range(10):
            visitor = requests.Session()
            visitor.post(f"{sites[0].url}/signin/", data=ADA, headers=SAME_ORIGIN)
            visitors.append(visitor.cookies["sessionid"])
        running = list(sites)

        def visit(cookie):
            # As behind a balancer: an instance that refuses connections is passed over.
            while not stop.is_set():
                for site in list(running):
                    try:
                        answer = requests.get(
                            f"{site.url}/index/", cookies={"sessionid": cookie}, allow_redirects=False, timeout=60)
                    except requests.ConnectionError:
                        continue
                    if answer.status_code != 200:
                        lost.append((answer.status_code, answer.headers.get("Location")))
                    break

        threads = [threading.Thread(target=visit, args=[cookie]) for cookie in visitors]
        for thread in threads:
            thread.start()
        for number, name in enumerate(["one", "two"]):
            old = sites[number]
            running.remove(old)
            assert old.stop() == 0
            sites[number] = start(tmp_path / name, url, key)
            running.append(sites[number])
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
        assert lost == []
        for site in sites:
            for cookie in visitors:
                answer = requests.get(f"{site.url}/index/", cookies={"sessionid": cookie}, allow_redirects=False)
                assert answer.status_code == 200
    finally:
        stop.set()
        for site in sites:
            if site.process.poll() is None:
                site.stop()
        first.stop()
