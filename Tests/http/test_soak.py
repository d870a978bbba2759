"""Signing in and out again and again: what a round leaves behind shows."""

import http.client
import os
import re
import threading
import time

import requests

from program import Site
from wire import address, memory

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
FORM = SAME_ORIGIN | {"Content-Type": "application/x-www-form-urlencoded"}
# Rounds are made in blocks, of which the first warms caches, pools and the heap up; a slow machine makes fewer.
BLOCK, FEWEST, MOST, SECONDS, VISITORS = 248, 4, 12, 40, 4


def descriptors(site):
    return len(os.listdir(f"/proc/{site.process.pid}/fd"))


class Visitor(threading.Thread):
    """Signs in, looks at a page and signs out, so many times."""

    def __init__(self, site, email, rounds):
        super().__init__()
        self.site, self.email, self.rounds, self.done, self.fault = site, email, rounds, 0, None

    def run(self):
        try:
            connection = http.client.HTTPConnection(*address(self.site), timeout=60)
            for _ in range(self.rounds):
                self.round(connection)
                self.done += 1
            connection.close()
        except Exception as error:
            self.fault = error

    def round(self, connection):
        body = f"email={self.email}&password=correct+horse"
        _, cookie = self.ask(connection, "POST", "/signin/", body, FORM, 302)
        cookie = {"Cookie": cookie}
        text, _ = self.ask(connection, "GET", "/index/", None, cookie, 200)
        assert self.email.replace("%40", "@") in text
        self.ask(connection, "POST", "/signout/", "", FORM | cookie, 302)
        self.ask(connection, "GET", "/index/", None, cookie, 302)

    def ask(self, connection, method, path, body, headers, status):
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == status, (path, answer.status, text[:500])
        found = re.search("sessionid=[^;]+", answer.getheader("Set-Cookie") or "")
        return text, found and found[0]


def visit(site, rounds):
    visitors = [Visitor(site, f"soak{number}%40example.com", rounds // VISITORS) for number in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert [visitor.fault for visitor in visitors if visitor.fault] == []
    assert sum(visitor.done for visitor in visitors) == rounds


def test_r11_thousands_of_sign_ins_and_outs_leave_neither_memory_nor_descriptors_behind(tmp_path):
    site = Site(tmp_path, GATEHOUSE_EMAIL_VERIFICATION="off").start()
    try:
        for number in range(VISITORS):
            data = {
                "email": f"soak{number}@example.com", "password": "correct horse", "password_retype": "correct horse",
                "first_name": "Ada", "last_name": "Lovelace"}
            answer = requests.post(f"{site.url}/signup/", data=data, headers=SAME_ORIGIN, allow_redirects=False)
            assert answer.status_code == 302, answer.text
        memories, open_files = [], []
        end = time.monotonic() + SECONDS
        while len(memories) < FEWEST or (len(memories) < MOST and time.monotonic() < end):
            visit(site, BLOCK)
            memories.append(memory(site.process.pid))
            open_files.append(descriptors(site))
        print(f"memory in MB {[round(size) for size in memories]}, descriptors {open_files}")
        # 32 KB kept of a round would show in the shortest run, 10 KB in the longest.
        assert memories[-1] - memories[0] < 24, memories
        assert max(open_files) - min(open_files) <= 8, open_files
    finally:
        site.stop()
