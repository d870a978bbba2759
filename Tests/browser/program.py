"""The program `gatehouse`, run as its operator runs it."""

import os
import pathlib
import resource
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXECUTABLE = os.environ.get("GATEHOUSE_EXECUTABLE", str(ROOT / ".build/debug/gatehouse"))
# Seconds: far more than a site waits for what is under way, for a machine that has much else to do.
STOPS_WITHIN = 180
# Seconds that a test waits for what comes soon, on such a machine.
SOON = 120
GATE_SITE = str(pathlib.Path(EXECUTABLE).with_name("GateSite"))


class Site:
    """The program `gatehouse`, or another that says as it does where it is, in a folder of its own, on a port that is
    free."""

    def __init__(self, folder, executable=EXECUTABLE, **settings):
        self.folder = pathlib.Path(folder)
        self.executable = executable
        self.settings = {"GATEHOUSE_PROFILE": "development", "GATEHOUSE_PORT": "0", **settings}
        self.process = None
        self.url = None
        # How many files and connections it may have open; None for as many as the tests.
        self.descriptors = None

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEHOUSE_")}
        kept["PATH"] = f"{ROOT / '.tools'}:{kept['PATH']}"
        return kept | self.settings

    def start(self):
        self.log = open(self.folder / "site.log", "ab")
        self.process = subprocess.Popen(
            [self.executable], cwd=self.folder, env=self.environment(), stdout=subprocess.PIPE, stderr=self.log,
            text=True, preexec_fn=self.limit if self.descriptors else None)
        line = self.process.stdout.readline()
        assert line.startswith("Gatehouse serves http://"), (line, (self.folder / "site.log").read_text())
        self.url = line.split()[2].rstrip("/")
        return self

    def limit(self):
        resource.setrlimit(resource.RLIMIT_NOFILE, (self.descriptors, self.descriptors))

    def mongod(self):
        """The process number of the private mongod."""
        return int((self.folder / ".gatehouse/mongod.pid").read_text())

    def stop(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        status = self.process.wait(timeout=STOPS_WITHIN)
        self.process.stdout.close()
        self.log.close()
        return status


def is_running(process_id):
    try:
        status = pathlib.Path(f"/proc/{process_id}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def wait_until(condition, seconds=SOON):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
