"""What axe-core says of a page."""

import importlib.util
import pathlib

AXE = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js").read_text()


def violations(browser):
    """The rules that the page breaks, each with the elements that do. Needs a browser that runs scripts."""
    if not browser.execute_script("return 'axe' in window"):
        browser.execute_script(AXE)
    found = browser.execute_async_script("axe.run().then(found => arguments[0](found.violations))")
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
