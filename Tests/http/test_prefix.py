"""A site behind a proxy that gives it a part of a host."""

import http.client
import http.server
import re
import threading

import pytest
import requests

from program import Site, wait_until
from wire import address

ADA = {
    "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
    "first_name": "Ada", "last_name": "Lovelace",
}


class Proxy(http.server.ThreadingHTTPServer):
    """Passes on what is asked for below /accounts, and nothing else."""

    def __init__(self, site, strips):
        super().__init__(("127.0.0.1", 0), Handler)
        self.site, self.strips = site, strips
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def pass_on(self):
        if not self.path.startswith("/accounts/"):
            return self.send_error(404)
        path = self.path.removeprefix("/accounts") if self.server.strips else self.path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(*address(self.server.site), timeout=60)
        connection.request(self.command, path, body, dict(self.headers))
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = pass_on

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("strips", [True, False], ids=["the proxy strips", "the proxy passes through"])
def test_a_visitor_signs_up_in_and_out_behind_a_prefix(tmp_path, strips):
    site = Site(tmp_path, GATEHOUSE_PATH_PREFIX="/accounts").start()
    proxy = Proxy(site, strips)
    try:
        browser = requests.Session()

        def follow(page, name):
            """Goes where a link or a form of a page leads."""
            link = re.search(rf'(?:href|action)="([^"]*{name}[^"]*)"', page.text)
            assert link, (name, page.text)
            return requests.compat.urljoin(page.url, link[1])

        def send(page, name, data):
            token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
            return browser.post(follow(page, name), data=data | {"csrfmiddlewaretoken": token})

        page = browser.get(f"{proxy.url}/accounts/")
        assert page.status_code == 200 and page.url == f"{proxy.url}/accounts/signin/"
        assert browser.get(follow(page, "static/gatehouse-[^\"]*css")).status_code == 200
        assert browser.get(follow(page, "static/gatehouse")).status_code == 200
        sign_up = browser.get(follow(page, "signup"))
        page = send(sign_up, "signup", ADA)
        assert page.status_code == 200
        page = browser.get(f"{proxy.url}/accounts/devices/")
        if page.url != f"{proxy.url}/accounts/devices/":
            assert page.url == f"{proxy.url}/accounts/signin/?next=/accounts/devices/"
            page = send(page, "signin", ADA | {"next": "/accounts/devices/"})
        assert page.url == f"{proxy.url}/accounts/devices/" and page.status_code == 200
        page = browser.get(follow(page, "/index/"))
        assert "ada@example.com" in page.text
        page = send(page, "signout", {})
        assert page.status_code == 200 and page.url.startswith(f"{proxy.url}/accounts/")
        wait_until(lambda: list((tmp_path / ".gatehouse/outbox").glob("*.eml")))
        mail = next((tmp_path / ".gatehouse/outbox").glob("*.eml")).read_text()
        assert "/accounts/email/verify/" in mail.replace("=\n", "")
    finally:
        proxy.shutdown()
        site.stop()
