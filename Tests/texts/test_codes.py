"""Every code that a program can get stands in docs/codes.md, and none has gone or got another name.

The list below pins them: programs go by it. A new code is added here and in the table; one that is here is never changed.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODES = """
account_changed account_created account_deleted account_disowned account_kept already_signed_in app_added app_removed
app_renamed browser_forgotten browsers_forgotten cross_site csrf_failed deletion_scheduled device_signed_out
device_unknown duplicate_field email_change_mail_sent email_change_rejected email_changed email_unverified
email_verified enrolment_expired factor_missing factor_wrong http_error invalid invalid_choice invalid_login
last_way_in link_expired mail_code_sent mail_code_wrong mail_factor_off mail_factor_on mail_location malformed_form
max_length max_value min_length min_value name_characters name_is_address name_reserved name_scripts name_separators
not_plain others_signed_out passkey_added passkey_missing passkey_refused passkey_removed passkey_renamed
passkey_taken passkeys_too_many password_breached password_changed password_context_word password_entirely_numeric
password_mismatch password_missing password_reset password_too_common password_too_long password_too_short
password_too_similar password_too_weak profile_saved recovery_codes_next referer_missing required reset_mail_sent
same_email session_ended session_replaced sign_in_again sign_up_mail_sent taken_meanwhile told too_many
too_many_attempts too_many_fields too_many_requests unique unknown_host unsupported user_name_saved
verification_mail_sent wrong_password
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


# Who is signed in, as sources can name it, and the ways to read it. Every other mention counts as writing.
ACCOUNT = r"""(?:"_auth_user_id"|SessionKeys\.account\b|\bSelf\.accountKey\b|\bsetAccountKey\b)"""
READING = re.compile(
    rf"""\.text\({ACCOUNT}\)|\[{ACCOUNT}, as: [\w.]+\](?!\s*=[^=])|self\[Self\.accountKey\]\.flatMap"""
    r"""|static let \w+ = "_auth_user_id"|func setAccountKey\("""
)
# The suite that stores must pass makes records of its own.
SUITES = ("Sources/GatehouseTesting/Sessions/",)


def writes(text, name=ACCOUNT, reading=READING):
    """Whether Swift writes who is signed in, in whatever form: by set, a subscript, a dictionary or a name."""
    code = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    return re.search(name, reading.sub("", code)) is not None


def writers(*arguments):
    files = [file for folder in ("Sources", "Examples") for file in (ROOT / folder).rglob("*.swift")]
    found = [str(file.relative_to(ROOT)) for file in files if writes(file.read_text(), *arguments)]
    return sorted(name for name in found if not name.startswith(SUITES))


def test_the_gate_alone_writes_who_is_signed_in():
    """AS2: what a session holds of an account is set in one place. Others read it, or take it away."""
    assert writers() == ["Sources/GatehouseAuth/Gate/Accounts+Gate.swift"]


def test_the_gate_alone_writes_what_was_shown():
    """AS3: nothing outside of the gate raises the level of a session."""
    name = r"""(?:"_signed_in_by"|SessionKeys\.methods\b)"""
    reading = re.compile(rf"""\.text\({name}\)|static let \w+ = "_signed_in_by\"""")
    assert writers(name, reading) == [
        "Sources/GatehouseAuth/Gate/Accounts+Gate.swift", "Sources/GatehouseAuth/Gate/Accounts+Methods.swift"
    ]


def test_each_form_of_writing_is_found():
    for text in [
        'try session.set(key, for: "_auth_user_id")', "try session.set(\n    key,\n    for: SessionKeys.account)",
        'session["_auth_user_id"] = key', "session[SessionKeys.account, as: String.self] = key",
        'session.setAccountKey("1")', 'data.append(("_auth_user_id", .string(key)))',
        "let name = SessionKeys.account", '["_auth_user_id": .string(key)]',
    ]:
        assert writes(text), text
    for text in [
        "session.text(SessionKeys.account)", 'session["_auth_user_id", as: String.self] == key',
        '    /// it holds no "_auth_user_id"', 'static let account = "_auth_user_id"',
    ]:
        assert not writes(text), text
