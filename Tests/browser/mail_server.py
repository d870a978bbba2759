"""The mail server of Tests/mail, and what it took."""

import email
import email.policy
import json
import re
import subprocess
import sys

from program import ROOT, wait_until


class MailServer:
    """A real mail server on loopback that keeps what it gets in a folder."""

    def __init__(self, folder, port=0):
        self.folder = folder
        self.wanted_port = port
        self.seen = set()

    def start(self):
        program = [sys.executable, str(ROOT / "Tests/mail/smtp_server.py"), "--until-eof", "--folder", str(self.folder),
                   "--port", str(self.wanted_port)]
        self.process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = json.loads(self.process.stdout.readline())["port"]
        self.url = f"smtp://127.0.0.1:{self.port}?security=none"
        return self

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=180)
        self.process.stdin.close()
        self.process.stdout.close()

    def unread(self, address):
        """The mails to an address that no test has read, by the file's name."""
        found = {}
        for path in sorted(self.folder.glob("*.eml")):
            if path.name not in self.seen and json.loads(path.with_suffix(".json").read_text())["to"] == [address]:
                found[path.name] = Mail(path)
        return found

    def read(self, address, subject):
        """The next mail to an address with a subject and the site's name: waits for it."""
        def arrived():
            mails = self.unread(address).items()
            return next((name for name, mail in mails if mail.subject == f"{subject} · Gatehouse"), None)

        wait_until(arrived)
        name = arrived()
        self.seen.add(name)
        return Mail(self.folder / name)


class Mail:
    """What a mail says to whoever reads it."""

    def __init__(self, path):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        self.subject = message["Subject"]
        self.sender = message["From"]
        self.text = message.get_body(("plain",)).get_content()
        self.html = message.get_body(("html",)).get_content()

    @property
    def link(self):
        """What it asks to open: the same in both of its forms."""
        link = re.search(r"(?m)^http\S+", self.text).group()
        assert f'href="{link}"' in self.html.replace("&amp;", "&")
        return link
