"""Every section of Tests/Vectors is read by a test, or Tests/left-out-vectors.json says why not; so is every case."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# What the tests name as constants of the generators, in every file: who wrote it, and with which keys and clock.
SETTINGS = {"meta", "secret_key", "fallbacks", "now"}

LISTS = json.loads((ROOT / "Tests/left-out-vectors.json").read_text())
# Whole sections, and cases of sections, which Vectors.swift leaves out of what it reads; each with its reason.
LEFT_OUT = {tuple(name.split("/")): reason for name, reason in LISTS["sections"].items()}
CASES_LEFT_OUT = {tuple(name.split("/")): cases for name, cases in LISTS["cases"].items()}

# Sections whose cases the tests read one by one, and how the tests name one.
ONE_BY_ONE = {
    ("mongo", "steps"): ("GatehouseDocumentsTests/MongoengineVectorTests.swift", r'"(step-\d+)"'),
    ("djmongo-5.2", "steps"): ("GatehouseAuthTests/DjangoBackendVectorTests.swift", r'"(step-\d+)"'),
    ("djmongo-6.1", "steps"): ("GatehouseAuthTests/DjangoBackendVectorTests.swift", r'"(step-\d+)"'),
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


def cases_of(file, section):
    return {case["id"] for case in json.loads((ROOT / f"Tests/Vectors/{file}.json").read_text())[section]}


def test_cases_that_are_left_out_are_there_and_have_a_reason():
    for (file, section), cases in CASES_LEFT_OUT.items():
        assert set(cases) < cases_of(file, section), (file, section)
        assert all(len(reason) > 9 for reason in cases.values()), (file, section)
        for reason in cases.values():
            same = re.fullmatch(r"as ([a-z]+-\d+)\b.*", reason)
            assert not same or same[1] in cases, reason


def test_cases_that_are_read_one_by_one_are_all_read_or_left_out():
    for (file, section), (source, pattern) in ONE_BY_ONE.items():
        named = set(re.findall(pattern, (ROOT / "Tests" / source).read_text()))
        assert named | set(CASES_LEFT_OUT[file, section]) == cases_of(file, section)
        assert named & set(CASES_LEFT_OUT[file, section]) == set()


def test_no_other_list_of_what_is_left_out_is_kept_beside_this_one():
    kept = re.compile(r"(dropLast\(\)|static let (differences|others|elsewhere): Set)")
    for path in (ROOT / "Tests").rglob("*VectorTests.swift"):
        assert not kept.search(path.read_text()), path.name
