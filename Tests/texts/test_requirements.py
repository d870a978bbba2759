"""Every id of a requirement that a test names is defined in docs/threat-model.md, which also says what no test shows."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs/threat-model.md").read_text()
ID = r"[A-Z]{1,2}\d{1,2}"
# "S4, S10: what holds", as the title of a test in Swift or a docstring in Python; test_d3_d5_…, as its name there.
TITLE = re.compile(rf'"((?:{ID}, )*{ID}): ')
NAME = re.compile(r"def test_((?:[a-z]{1,2}\d{1,2}_)+)")
NOT_SHOWN = re.compile(r"^## Not shown by a test yet\n\n.*\n\n(.*)$", re.MULTILINE)


def defined():
    return re.findall(rf"^\| ({ID}) \|", DOCUMENT, re.MULTILINE)


def named():
    found = set()
    for kind in ("*.swift", "*.py"):
        for file in (ROOT / "Tests").rglob(kind):
            text = file.read_text()
            for title in TITLE.findall(text):
                found.update(title.split(", "))
            for name in NAME.findall(text):
                found.update(name.upper().strip("_").split("_"))
    return found


def test_each_id_is_defined_once():
    assert sorted(set(defined())) == sorted(defined())


def test_tests_name_ids_that_are_defined():
    assert named() - set(defined()) == set()


def test_what_no_test_names_is_said():
    said = NOT_SHOWN.search(DOCUMENT).group(1).rstrip(".").split(", ")
    assert (said if said != ["None"] else []) == [each for each in defined() if each not in named()]
