"""A real mail server on loopback that keeps what it gets in a folder, for tests in Swift and in a browser.

Prints one line when it is ready, {"port": …, "certificate": path or null}, and runs until it is told to stop. A mail
is kept as 0001.eml, byte for byte, and what was said around it as 0001.json.
"""

import argparse
import asyncio
import json
import os
import pathlib
import signal
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 for one that is free")
    parser.add_argument("--folder", required=True, help="where mails are kept, and the certificate")
    parser.add_argument("--tls", choices=["starttls", "smtps", "none"], default="none")
    parser.add_argument("--name", default="localhost", help="the name in the certificate")
    parser.add_argument("--auth", metavar="USER:PASSWORD", help="refuse everybody else")
    parser.add_argument("--fail", type=int, default=0, metavar="N", help="ask to try again later N times")
    parser.add_argument("--reject", action="store_true", help="refuse every mail for good")
    parser.add_argument("--late", action="store_true", help="refuse a mail after its text, not at the recipient")
    parser.add_argument("--stall", action="store_true", help="take connections and never say a word")
    parser.add_argument("--until-eof", action="store_true", help="stop when standard input ends, too")
    return parser.parse_args()


class Keeper:
    """Takes mails, or refuses them as it was told to."""

    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.failures = options.fail
        self.count = 0

    def refusal(self, is_late):
        if is_late != self.options.late:
            return None
        if self.options.reject:
            return "550 5.1.1 No such user here"
        if self.failures > 0:
            self.failures -= 1
            return "451 4.7.1 Come back later"
        return None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        refusal = self.refusal(False)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        refusal = self.refusal(True)
        if refusal:
            return refusal
        self.count += 1
        about = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "host": session.host_name,
            "encrypted": session.ssl is not None or self.options.tls == "smtps",
            "authenticated": bool(session.authenticated)}
        self.keep("json", json.dumps(about).encode())
        self.keep("eml", envelope.original_content)
        return "250 OK"

    def keep(self, kind, content):
        path = self.folder / f"{self.count:04}.{kind}"
        scratch = path.with_suffix(".part")
        scratch.write_bytes(content)
        scratch.rename(path)


def make_certificate(folder, name):
    """A certificate that vouches for itself, and the context that shows it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", certificate],
        check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


def make_protocol(options, folder, context):
    """What serves each connection."""
    if options.stall:
        return asyncio.Protocol
    keeper = Keeper(options, folder)

    def authenticate(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == options.auth, handled=False)

    is_starttls = options.tls == "starttls"
    return lambda: SMTP(
        keeper, hostname="localhost", tls_context=context if is_starttls else None, require_starttls=is_starttls,
        authenticator=authenticate, auth_required=options.auth is not None, auth_require_tls=is_starttls)


async def main():
    options = arguments()
    folder = pathlib.Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    certificate, context = None, None
    if options.tls != "none":
        certificate, context = make_certificate(folder, options.name)
    protocol = make_protocol(options, folder, context)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stopped.set)
    if options.until_eof:
        loop.add_reader(sys.stdin, lambda: os.read(sys.stdin.fileno(), 1) or stopped.set())
    server = await loop.create_server(
        protocol, "127.0.0.1", options.port, ssl=context if options.tls == "smtps" else None)
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port, "certificate": certificate and str(certificate)}), flush=True)
    await stopped.wait()
    server.close()


asyncio.run(main())
