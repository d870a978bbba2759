"""The page estimates a password as the server does: Tests/GatehousePasswordsTests/StrengthTests.swift reads the same."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "Sources/GatehouseWeb/Resources/strength.js"
VECTORS = ROOT / "Tests/Vectors/strength.json"


def test_the_page_and_the_server_agree_on_every_password(browser):
    cases = json.loads(VECTORS.read_text(encoding="utf-8"))["passwords"]
    assert len(cases) == 293
    answers = browser.execute_script(
        SCRIPT.read_text(encoding="utf-8")
        + "return arguments[0].map(([text, own]) => [passwordStrength.of(text, own), passwordStrength.level(text, own)]);",
        [[case["password"], case["own"]] for case in cases])
    assert {case["id"]: answer for case, answer in zip(cases, answers, strict=True)} == {
        case["id"]: [case["tenths"], case["level"]] for case in cases}
