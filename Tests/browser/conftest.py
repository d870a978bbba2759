"""A real site, run as its operator runs it, and a real browser."""

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from program import EXECUTABLE, ROOT, Site, is_running, wait_until  # noqa: F401  (tests take them from here)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site")).start()
    yield site
    site.stop()


def make_browser(width=1280, height=900, dark=False):
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]:
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600})
    scheme = "dark" if dark else "light"
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    return browser


@pytest.fixture
def browser():
    browser = make_browser()
    yield browser
    browser.quit()
