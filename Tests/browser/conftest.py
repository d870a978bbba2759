"""A real site, run as its operator runs it, a real browser, and a real mail server."""

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from mail_server import MailServer
from program import EXECUTABLE, ROOT, Site, is_running, wait_until  # noqa: F401  (tests take them from here)


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


def make_browser(width=1280, height=900, dark=False, script=True):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]:
        options.add_argument(argument)
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    resize(browser, width, height)
    paint(browser, dark)
    return browser


def resize(browser, width, height=900):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})


def paint(browser, dark):
    """As where the device is set to light or dark colours."""
    scheme = "dark" if dark else "light"
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})


@pytest.fixture
def browser():
    browser = make_browser()
    yield browser
    browser.quit()
