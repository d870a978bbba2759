"""The main job, in a real browser: sign up, sign in, see one's page, sign out."""

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from axe import violations
from pages import ADA, errors, sign_in, sign_out, sign_up, submit, wait_until_gone
from person import new_address


def accessible(browser):
    assert violations(browser) == []


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
    assert path(site, browser) == "/index/"
    assert "Your account was created." in browser.find_element(By.CSS_SELECTOR, "[role=status]").text
    accessible(browser)
    sign_out(browser, site.url)
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
    sign_out(browser, site.url)
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
    sign_out(browser, site.url)
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
        if browser.switch_to.active_element.tag_name == "button":  # shows the password
            browser.switch_to.active_element.send_keys(Keys.TAB)
        browser.switch_to.active_element.send_keys(value)
    field = browser.switch_to.active_element
    field.send_keys(Keys.ENTER)
    wait_until_gone(browser, field)
    assert path(site, browser) == "/index/"
    sign_out(browser, site.url)


def test_password_managers_know_the_fields(site, browser):
    def autocomplete(page):
        browser.get(f"{site.url}/{page}/")
        fields = browser.find_elements(By.CSS_SELECTOR, "input:not([type=hidden], [type=checkbox])")
        # The script of passkeys adds a word of its own where it runs already.
        return [field.get_attribute("autocomplete").removesuffix(" webauthn") for field in fields]

    assert autocomplete("signin") == ["username", "current-password"]
    assert autocomplete("signup") == ["username", "new-password", "new-password", "given-name", "family-name"]
    address = new_address()
    sign_up(browser, site.url, email=address)
    assert autocomplete("password/change") == ["username", "current-password", "new-password", "new-password"]
    assert autocomplete("account/delete") == ["username", "current-password"]
    unseen = browser.find_element(By.CSS_SELECTOR, "[autocomplete=username]")
    assert unseen.get_attribute("value") == address and unseen.rect["width"] <= 1
