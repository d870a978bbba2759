"""Every section of Tests/Vectors is read by a test, or named here with the reason why not."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What the tests name as constants of the generators, in every file: who wrote it, and with which keys and clock.
SETTINGS = {"meta", "secret_key", "fallbacks", "now"}

LEFT_OUT = {
    ("sessions", "cache_engine"): "a pickle of Python's in one process's memory or cache: nothing another program reads",
    ("validators", "http_date"): "no header and no cookie of ours has a date: cookies end by Max-Age",
}


def sections():
    for path in sorted((ROOT / "Tests/Vectors").glob("*.json")):
        for section in json.loads(path.read_text()):
            if section not in SETTINGS:
                yield path.stem, section


def read():
    found = set()
    for path in (ROOT / "Tests").rglob("*.swift"):
        text = path.read_text()
        found |= set(re.findall(r'Vectors\.\w+\(\s*"([\w.-]+)",\s*"(\w+)"', text))
    for path in (ROOT / "Tests").rglob("*.py"):
        for name in re.findall(r"Tests/Vectors/([\w.-]+)\.json", path.read_text()):
            found |= {(name, section) for name, section in sections_of(name)
                      if re.search(rf'\["{section}"\]', path.read_text())}
    return found


def sections_of(name):
    path = ROOT / f"Tests/Vectors/{name}.json"
    return [(name, section) for section in json.loads(path.read_text())] if path.exists() else []


def test_every_section_of_the_vectors_is_read_or_left_out_for_a_reason():
    everything = set(sections())
    assert everything - read() - set(LEFT_OUT) == set()


def test_what_is_left_out_is_there_and_is_not_read():
    assert set(LEFT_OUT) <= set(sections())
    assert set(LEFT_OUT) & read() == set()
    assert all(len(reason) > 20 for reason in LEFT_OUT.values())
