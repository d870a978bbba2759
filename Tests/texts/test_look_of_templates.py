"""Each class that a template gives an element has a rule in the stylesheet: one without would be drawn as anything."""

import re
from pathlib import Path

RESOURCES = Path(__file__).resolve().parents[2] / "Sources/GatehouseWeb/Resources"


def test_every_class_of_a_template_has_a_rule():
    rules = set(re.findall(r"\.([a-z][\w-]*)", (RESOURCES / "gatehouse.css").read_text()))
    used = {
        (path.name, name) for path in RESOURCES.glob("*.mustache")
        for classes in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for name in re.sub(r"\{\{.*?\}\}", " ", classes).split()}
    assert len(used) > 20, "the templates are not read as they should be"
    assert {(file, name) for file, name in used if name not in rules} == set()
