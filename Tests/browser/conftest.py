"""A real site, run as its operator runs it, and a real browser."""

import os
import pathlib
import signal
import subprocess
import time

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXECUTABLE = os.environ.get("GATEHOUSE_EXECUTABLE", str(ROOT / ".build/debug/gatehouse"))


class Site:
    """The program `gatehouse` in a folder of its own, on a port that is free."""

    def __init__(self, folder, **settings):
        self.folder = pathlib.Path(folder)
        self.settings = {"GATEHOUSE_PROFILE": "development", "GATEHOUSE_PORT": "0", **settings}
        self.process = None
        self.url = None

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEHOUSE_")}
        kept["PATH"] = f"{ROOT / '.tools'}:{kept['PATH']}"
        return kept | self.settings

    def start(self):
        self.log = open(self.folder / "site.log", "ab")
        self.process = subprocess.Popen(
            [EXECUTABLE], cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("Gatehouse serves http://"), (line, (self.folder / "site.log").read_text())
        self.url = line.split()[2].rstrip("/")
        return self

    def mongod(self):
        """The process number of the private mongod."""
        return int((self.folder / ".gatehouse/mongod.pid").read_text())

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        status = self.process.wait(timeout=30)
        self.process.stdout.close()
        self.log.close()
        return status


def is_running(process_id):
    try:
        status = pathlib.Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


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
