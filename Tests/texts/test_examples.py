"""The guides show code of Examples/ as it is there, which is built and tested."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_guide_to_the_gate_shows_the_example_of_a_step():
    guide = (ROOT / "docs/gate.md").read_text(encoding="utf-8")
    example = (ROOT / "Examples/Terms/AcceptTerms.swift").read_text(encoding="utf-8")
    shown = re.sub(r"(?m)^import \w+\n|^\s*///.*\n", "", example).strip()
    assert f"```swift\n{shown}\n```\n" in guide
