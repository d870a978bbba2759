"""Every code that a program can get stands in docs/codes.md, and none has gone or got another name.

The list below pins them: programs go by it. A new code is added here and in the table; one that is here is never changed.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODES = """
account_changed already_signed_in cross_site csrf_failed device_unknown duplicate_field factor_missing factor_wrong invalid invalid_choice
invalid_login link_expired malformed_form max_length max_value min_length min_value not_plain password_breached
password_context_word password_entirely_numeric password_mismatch password_too_common password_too_long
password_too_short password_too_similar password_too_weak referer_missing required same_email session_ended
session_replaced sign_in_again too_many too_many_attempts too_many_fields too_many_requests unique unknown_host
unsupported wrong_password
""".split()
DECLARED = re.compile(r"""static let \w+(?:: Self| *: Message\.Code) = "(\w+)"|Message\("([a-z_]+)", |Message\.Code\("(\w+)"\)""")


def declared():
    found = set()
    for file in (ROOT / "Sources").rglob("*.swift"):
        lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("///")]
        for match in DECLARED.finditer("\n".join(lines)):
            found.add(next(group for group in match.groups() if group))
    return sorted(found)


def test_the_sources_have_these_codes_and_no_others():
    assert declared() == CODES


def test_an_application_can_name_each_code():
    """An application's own templates, texts and tests go by codes, so each has a public name in Swift."""
    hidden = []
    for file in (ROOT / "Sources").rglob("*.swift"):
        for line in file.read_text().splitlines():
            if re.search(r'static let \w+(: Self| *: Message\.Code) = "\w+"', line) and "public static" not in line:
                hidden.append(line.strip())
    assert hidden == []


def test_the_table_has_each_code_once():
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/codes.md").read_text(), re.MULTILINE)
    assert sorted(rows) == CODES


def test_the_gate_alone_writes_who_is_signed_in():
    """AS1: what a session holds of an account is set in one place. Others read it, or take it away."""
    writers = []
    for file in (ROOT / "Sources").rglob("*.swift"):
        text = file.read_text()
        if re.search(r"\.set\([^)]*for: (SessionKeys\.account|\"_auth_user_id\")", text):
            writers.append(str(file.relative_to(ROOT / "Sources")))
    assert writers == ["GatehouseAuth/Gate/Accounts+Gate.swift"]
