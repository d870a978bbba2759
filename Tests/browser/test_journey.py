"""The main job, in a real browser: sign up, sign in, see one's page, sign out."""

import importlib.util
import os
import pathlib
import uuid

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import make_browser
from pages import ADA, errors, fill, sign_in, sign_up, submit


def new_address():
    return f"{uuid.uuid4().hex[:12]}@example.com"


AXE = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js").read_text()


def accessible(browser):
    browser.execute_script(AXE)
    violations = browser.execute_async_script("axe.run().then(found => arguments[0](found.violations))")
    assert not violations, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]


def path(site, browser):
    return browser.current_url.removeprefix(site.url)


def test_the_journey(site, browser):
    address = new_address()
    browser.get(site.url)
    assert path(site, browser) == "/signin/"
    accessible(browser)
    browser.find_element(By.LINK_TEXT, "Sign up").click()
    accessible(browser)
    sign_up(browser, site.url, email=address)
    assert path(site, browser) == "/signin/"
    assert "Your account was created." in browser.find_element(By.CSS_SELECTOR, "[role=status]").text
    accessible(browser)
    sign_in(browser, site.url, address)
    assert path(site, browser) == "/index/"
    text = browser.find_element(By.TAG_NAME, "main").text
    assert "Hello, Ada Lovelace" in text and address in text
    accessible(browser)
    for page in ["signin", "signup"]:
        browser.get(f"{site.url}/{page}/")
        assert path(site, browser) == "/index/"
    submit(browser)
    assert path(site, browser) == "/signin/"
    browser.get(f"{site.url}/index/")
    assert path(site, browser) == "/signin/"


def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept(site, browser):
    taken = new_address()
    sign_up(browser, site.url, email=taken)
    cases = [
        ({"email": taken}, "email", "Email is already registered"),
        ({"password_retype": "something else"}, "password_retype", "The two passwords do not match."),
        ({"password": "short", "password_retype": "short"}, "password", "It must contain at least 8 characters."),
        ({"email": "no address"}, "email", "Enter a valid email address."),
        ({"first_name": ""}, "first_name", "This field is required."),
    ]
    for changes, field, message in cases:
        sign_up(browser, site.url, validate=False, **({"email": new_address()} | changes))
        found = errors(browser)
        assert list(found) == [field] and message in found[field]
        assert browser.find_element(By.NAME, "last_name").get_attribute("value") == "Lovelace"
        for name in ["password", "password_retype"]:
            assert browser.find_element(By.NAME, name).get_attribute("value") == ""
        accessible(browser)


def test_a_wrong_password_and_an_unknown_address_look_alike(site, browser):
    address = new_address()
    sign_up(browser, site.url, email=address)
    texts = []
    for email in [address, new_address()]:
        sign_in(browser, site.url, email, "wrong password")
        texts.append(browser.find_element(By.CSS_SELECTOR, "[role=alert]").text)
        assert browser.find_element(By.NAME, "email").get_attribute("value") == email
        accessible(browser)
    assert texts == ["Email and password do not match."] * 2


def test_the_keyboard_is_enough(site, browser):
    address = new_address()
    browser.get(f"{site.url}/signup/")
    browser.find_element(By.NAME, "email").send_keys(address)
    for value in [ADA["password"], ADA["password"], ADA["first_name"], ADA["last_name"]]:
        browser.switch_to.active_element.send_keys(Keys.TAB)
        browser.switch_to.active_element.send_keys(value)
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert path(site, browser) == "/signin/"


def test_password_managers_know_the_fields(site, browser):
    def autocomplete(page):
        browser.get(f"{site.url}/{page}/")
        fields = browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden])")
        return [field.get_attribute("autocomplete") for field in fields]

    assert autocomplete("signin") == ["username", "current-password"]
    assert autocomplete("signup") == ["username", "new-password", "new-password", "given-name", "family-name"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_page_fits_and_can_be_read(site, width, dark):
    browser = make_browser(width, 800, dark)
    try:
        address = new_address()
        browser.get(f"{site.url}/signup/")
        look(browser, "signup", width, dark)
        fill(browser, **(ADA | {"email": "no address", "password_retype": "other"}))
        submit(browser, validate=False)
        look(browser, "signup-errors", width, dark)
        sign_up(browser, site.url, email=address)
        look(browser, "signin", width, dark)
        sign_in(browser, site.url, address)
        look(browser, "index", width, dark)
        browser.get(f"{site.url}/nowhere")
        look(browser, "not-found", width, dark)
    finally:
        browser.quit()


def look(browser, name, width, dark):
    """Nothing sticks out sideways, axe is content, and a picture is kept where GATEHOUSE_SCREENSHOTS says."""
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    accessible(browser)
    folder = os.environ.get("GATEHOUSE_SCREENSHOTS")
    if folder and width != 320:
        size = "phone" if width < 600 else "desktop"
        scheme = "dark" if dark else "light"
        browser.save_screenshot(str(pathlib.Path(folder) / f"{name}-{size}-{scheme}.png"))
