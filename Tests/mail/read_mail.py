"""Reads {"mail": base64} a line and prints what Python's own parser makes of each mail."""

import base64
import email
import email.policy
import json
import sys


def part(message, kind):
    body = message.get_body(preferencelist=(kind,))
    return None if body is None else body.get_payload(decode=True).decode(body.get_content_charset())


for line in sys.stdin:
    content = base64.b64decode(json.loads(line)["mail"])
    message = email.message_from_bytes(content, policy=email.policy.default)
    mailbox = {name: message[name].addresses for name in ("From", "To")}
    defects = [str(d) for p in message.walk() for d in p.defects]
    defects += [str(d) for name in message.keys() for d in message[name].defects]
    print(json.dumps({
        "headers": message.keys(), "subject": message["Subject"], "date": message["Date"].datetime.isoformat(),
        "from": [[a.display_name, a.addr_spec] for a in mailbox["From"]],
        "to": [[a.display_name, a.addr_spec] for a in mailbox["To"]],
        "id": message["Message-ID"].strip(), "auto": message["Auto-Submitted"], "type": message.get_content_type(),
        "parts": [p.get_content_type() for p in message.walk()],
        "text": part(message, "plain"), "html": part(message, "html"), "defects": defects}))
