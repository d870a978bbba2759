"""What a person does on the pages."""

from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from program import SOON

ADA = {
    "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
    "first_name": "ada", "last_name": "lovelace",
}


def fill(browser, **values):
    for name, value in values.items():
        field = browser.find_element(By.NAME, name)
        field.clear()
        field.send_keys(value)


def submit(browser, validate=True):
    """Presses the form's button; without `validate` as a browser that checks nothing itself."""
    if not validate:
        browser.execute_script("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    leave(browser, browser.find_element(By.CSS_SELECTOR, "button[type=submit]"))


def leave(browser, element):
    """Clicks on what leads to another page, and waits for it."""
    element.click()
    wait_until_gone(browser, element)


def wait_until_gone(browser, element):
    """Waits for the next page: an element of this one is gone then."""
    WebDriverWait(browser, SOON).until(lambda _: is_gone(element))


def is_gone(element):
    try:
        element.is_enabled()
        return False
    except StaleElementReferenceException:
        return True
    except WebDriverException as error:
        # What the driver says of one whose page goes at this very moment.
        if "does not belong to the document" in error.msg:
            return True
        raise


def sign_up(browser, url, validate=True, **changes):
    browser.get(f"{url}/signup/")
    fill(browser, **(ADA | changes))
    submit(browser, validate)


def sign_out(browser, url):
    browser.get(f"{url}/index/")
    submit(browser)


def sign_in(browser, url, email=ADA["email"], password=ADA["password"]):
    browser.get(f"{url}/signin/")
    fill(browser, email=email, password=password)
    submit(browser)


def errors(browser):
    """The messages on the page, by the field that points to them. The summary, which has the focus, has them too."""
    found = {}
    summary = browser.find_element(By.CSS_SELECTOR, ".errors")
    assert browser.switch_to.active_element == summary and browser.title.startswith("Error: ")
    for field in browser.find_elements(By.CSS_SELECTOR, "[aria-invalid=true]"):
        ids = field.get_attribute("aria-describedby").split()
        texts = [browser.find_element(By.ID, id).text for id in ids if id.endswith("_error")]
        found[field.get_attribute("name")] = " ".join(texts)
        assert all(text in summary.text for text in texts)
    return found
