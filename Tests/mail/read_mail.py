"""Reads {"mail": base64} a line and prints what Python's own parser makes of each mail."""

import base64
import email
import email.header
import email.policy
import email.utils
import json
import sys


def part(message, kind):
    body = message.get_body(preferencelist=(kind,))
    return None if body is None else body.get_payload(decode=True).decode(body.get_content_charset())


def mailbox(content, name):
    """Name and address; by the elder parser, as that of 3.11 puts blanks between the encoded words of a name."""
    raw = str(email.message_from_bytes(content)[name]).replace("\r\n", "")
    owner, address = email.utils.parseaddr(raw)
    return [str(email.header.make_header(email.header.decode_header(owner))), address]


for line in sys.stdin:
    content = base64.b64decode(json.loads(line)["mail"])
    message = email.message_from_bytes(content, policy=email.policy.default)
    defects = [str(d) for p in message.walk() for d in p.defects]
    defects += [str(d) for name in message.keys() for d in message[name].defects]
    print(json.dumps({
        "headers": message.keys(), "subject": message["Subject"], "date": message["Date"].datetime.isoformat(),
        "from": mailbox(content, "From"), "to": mailbox(content, "To"),
        "count": len(message["From"].addresses) + len(message["To"].addresses),
        "id": message["Message-ID"].strip(), "auto": message["Auto-Submitted"], "type": message.get_content_type(),
        "parts": [p.get_content_type() for p in message.walk()],
        "text": part(message, "plain"), "html": part(message, "html"), "defects": defects}))
