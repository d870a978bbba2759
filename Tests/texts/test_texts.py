"""Every text that the site shows is there in every language that comes with it, and nothing else is.

A text is found by reading the sources, so one that is new and not translated fails here:

- in templates, what stands between `{{#_}}` and `{{/_}}`;
- in the Swift files of `FOLDERS`, each string literal that begins with a capital and holds a blank or follows
  `ALWAYS_SHOWN`. What follows `NOT_SHOWN` is for programs and logs, as is all of the files of `OTHER_FILES`;
- what is not written as one literal, by the patterns of `DERIVED`.

An interpolation is a place `{1}`, `{2}` …; one `\\(plural: …)` is the second of its words, and makes the text one with a
count, which each language has in all its forms. Not seen are literals of several lines and those that begin with an
interpolation.
"""

import json
import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "Sources"
RESOURCES = SOURCES / "GatehouseWeb/Resources"
LANGUAGES = sorted(RESOURCES.glob("*.json"))
assert LANGUAGES, "the languages moved"
FOLDERS = [
    "GatehouseWeb", "GatehouseForms", "GatehouseDocuments", "GatehousePasswords/Policy", "GatehouseAuth",
    "GatehouseSessions/Session",
]
# Descriptions for programs; a path to draw; names of browsers and authenticators.
OTHER_FILES = {"AuthenticatorNames.swift", "OpenAPIDocument.swift", "QRCode.swift", "UserAgentText.swift"}
# What stands before a literal that nobody sees on a page: what OpenAPI says of a route, the log.
NOT_SHOWN = re.compile(r"(summary:|FeatureError\(|\.vary: |logger\.\w+\()\s*$")
ALWAYS_SHOWN = re.compile(r"(label:|label =|placeholder =|message:|PageMessage\()\s*$")


def similar(name):
    return f"The password is too similar to the {name}."


def words(name):
    # As FormField.words: the label of a field that has none.
    return name.replace("_", " ").capitalize()


# File, a pattern for a part of it, a pattern for names in that part, the text of a name.
DERIVED = [
    ("GatehouseAuth/Accounts/AccountField.swift", r"names = \[.*?\]", r'"([a-z]+ [a-z]+)"', similar),
    ("GatehouseAuth/Accounts/Accounts+Draft.swift", r"PasswordContext\(.*?\n", r'"([a-z]+ [a-z]+)"', similar),
    ("GatehouseAuth/Accounts/AccountField.swift", r"firstName = .*?lastName = .*?\n", r'"(\w+)"', words),
    ("GatehouseAuth/Accounts/AccountField.swift", r"language = .*?\n", r'"(\w+)"', words),
    ("GatehouseAuth/Lifecycle/UserAgentText.swift", r"case \(let browser\?, let.*?\n", r'"(.*?)"', str),
    ("GatehouseAuth/Lifecycle/UserAgentText.swift", r"case \(nil.*?\n    \}", r'"(Unknown[^"]+)"', str),
]

INTERPOLATION = r'\\\((?:[^()"\n]|"[^"\n]*"|\([^()\n]*\))*\)'
LITERAL = re.compile(rf'"((?:[^"\\\n]|\\[^(\n]|{INTERPOLATION})*)"')
PLURAL = re.compile(r'\\\(plural: [^,"]+, "[^"]*", "([^"]*)"\)')
# The forms of a language. Source: Unicode CLDR 46, "Language Plural Rules".
FORMS = {"ar": {"zero", "one", "two", "few", "many", "other"}, "de": {"one", "other"}}
# A number before a word in the plural, in a text of Swift and of a template.
COUNT = re.compile(r"(?:\{\d\}|\}\}) (?!is\b|was\b|has\b)[a-z]+s\b")
PLACE = re.compile(r"\{\d\}")
TAG = re.compile(r"\{\{.*?\}\}")


def code(path):
    return re.sub(r"(?m)(^|\s)//.*$", "", path.read_text(encoding="utf-8"))


def key(text):
    """The key of a literal's text: in the plural, with places for what is filled in."""
    pieces = re.split(INTERPOLATION, PLURAL.sub(r"\1", text))
    key = pieces[0] + "".join(f"{{{number}}}{piece}" for number, piece in enumerate(pieces[1:], 1))
    return re.sub(r'\\(["\\])', r"\1", key)


def texts_of_templates(resources=RESOURCES):
    sources = [path.read_text(encoding="utf-8") for path in sorted(resources.glob("*.mustache"))]
    return {text for source in sources for text in re.findall(r"\{\{#_\}\}(.*?)\{\{/_\}\}", source, re.DOTALL)}


def literals_of_swift(folders=FOLDERS):
    found = set()
    for path in sorted(path for folder in folders for path in (SOURCES / folder).rglob("*.swift")):
        if path.name in OTHER_FILES:
            continue
        source = code(path)
        for match in LITERAL.finditer(source):
            before = source[max(0, match.start() - 40):match.start()]
            is_text = " " in match[1] or ALWAYS_SHOWN.search(before)
            if is_text and match[1][:1].isupper() and not NOT_SHOWN.search(before):
                found.add(match[1])
    return found


def texts_of_swift(folders=FOLDERS):
    return {key(text) for text in literals_of_swift(folders)}


def texts_with_a_count():
    return {key(text) for text in literals_of_swift() if PLURAL.search(text)}


def texts_derived(file, part, name, text):
    region = re.search(part, code(SOURCES / file), re.DOTALL)
    names = re.findall(name, region[0]) if region else []
    assert names, f"DERIVED finds nothing in {file} any more"
    return {key(text(name)) for name in names}


def all_texts():
    return texts_of_templates() | texts_of_swift() | set().union(*(texts_derived(*row) for row in DERIVED))


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), f"twice: {sorted({name for name in names if names.count(name) > 1})}"
    return dict(pairs)


@pytest.fixture(params=LANGUAGES, ids=lambda path: path.stem)
def language(request):
    file = json.loads(request.param.read_text(encoding="utf-8"), object_pairs_hook=no_duplicates)
    assert file["language"] == request.param.stem and file["name"] and file["direction"] in ("ltr", "rtl")
    return file["texts"]


def test_languages_have_every_text_and_no_other(language):
    texts = all_texts()
    assert len(texts) > 150, "the sources are not read as they should be"
    assert sorted(texts - set(language)) == [], "not translated"
    assert sorted(set(language) - texts) == [], "used by nothing"


def forms(entry):
    """The texts of an entry: one, or one for each form that a number can ask for."""
    return [entry] if isinstance(entry, str) else list(entry.values())


def test_values_keep_their_places(language):
    for key, entry in language.items():
        for text in forms(entry):
            assert text.strip(), f"empty: {key}"
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(key)), key
            # A form for one or two may say the number in words.
            if isinstance(entry, str):
                assert set(PLACE.findall(TAG.sub("", text))) == set(PLACE.findall(TAG.sub("", key))), key
            else:
                assert set(PLACE.findall(text)) <= set(PLACE.findall(key)), key


def test_a_text_with_a_count_has_all_forms_of_the_language_and_no_other_text_has(request, language):
    counting = texts_with_a_count()
    assert len(counting) > 5, "the sources are not read as they should be"
    for key, entry in language.items():
        wanted = FORMS[request.node.callspec.id] if key in counting else None
        assert (None if isinstance(entry, str) else set(entry)) == wanted, key


def test_a_number_of_things_is_a_count():
    """`\\(number) days` without `\\(plural: …)` would say "1 days", and a template knows no count at all."""
    assert {text for text in texts_of_swift() - texts_with_a_count() if COUNT.search(text)} == set()
    assert {text for text in texts_of_templates() if COUNT.search(text)} == set()


def test_templates_stay_valid(language):
    # What comes from a template goes into the page as it is, also between the quotes of attributes.
    for key in texts_of_templates() & set(language):
        assert isinstance(language[key], str) and not set(language[key]) & set('<>&"'), key


@pytest.mark.parametrize("tag", ["ar", "de"])
@pytest.mark.parametrize("feature", [
    "GatehouseActivity", "GatehouseFactors", "GatehouseIdentifiers", "GatehouseMailCodes", "GatehousePasskeys"])
def test_the_languages_of_a_feature_have_its_texts_and_no_other(feature, tag):
    resources = SOURCES / feature / "Resources"
    file = json.loads((resources / f"{tag}.json").read_text(encoding="utf-8"), object_pairs_hook=no_duplicates)
    texts = texts_of_templates(resources) | texts_of_swift([feature])
    assert len(texts) > 15, "the sources are not read as they should be"
    assert sorted(texts - set(file["texts"])) == [], "not translated"
    assert sorted(set(file["texts"]) - texts) == [], "used by nothing"
