"""A real site, run as its operator runs it, a real browser, and a real mail server."""

import pytest

from browsers import make_browser
from mail_server import MailServer
from program import GATE_SITE, Site


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site")).start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def mail(tmp_path_factory):
    server = MailServer(tmp_path_factory.mktemp("mail")).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def make_site(tmp_path_factory, mail):
    """Starts sites that send their mail to the mail server, and believe what the tests say of a visitor's address."""
    sites = []

    def start(**settings):
        defaults = {
            "GATEHOUSE_MAIL_URL": mail.url, "GATEHOUSE_MAIL_FROM": "accounts@example.org",
            "GATEHOUSE_SIGNUPS_PER_ADDRESS": "1000", "GATEHOUSE_TRUSTED_PROXIES": "127.0.0.1"}
        sites.append(Site(tmp_path_factory.mktemp("site"), **(defaults | settings)).start())
        return sites[-1]

    yield start
    for site in sites:
        site.stop()


@pytest.fixture(scope="module")
def gate_site(tmp_path_factory):
    """A site with every step of the gate, which the ready-made one does not have."""
    site = Site(tmp_path_factory.mktemp("gate"), executable=GATE_SITE).start()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def open_site(make_site):
    """Where an account is made first, and its address verified later."""
    return make_site()


@pytest.fixture(scope="module", params=[(1280, False), (360, True)], ids=["desktop-light", "phone-dark"])
def window(request):
    """What people have before them: a large light window, and a phone at night."""
    width, dark = request.param
    browser = make_browser(width, 900, dark)
    yield browser
    browser.quit()


@pytest.fixture
def browser():
    browser = make_browser()
    yield browser
    browser.quit()
