"""Second factors, as a person sets them up and uses them: the picture is read by a program of its own, as a phone would."""

import re
import subprocess
import time

import pyotp
import pytest
from selenium.webdriver.common.by import By

from axe import violations
from browsers import make_browser
from pages import errors, fill, submit
from person import Person


@pytest.fixture(
    scope="module", params=[(True, 1280, False), (True, 360, True)], ids=["desktop-light", "phone-dark"])
def window(request):
    script, width, dark = request.param
    browser = make_browser(width, 900, dark, script)
    yield browser
    browser.quit()


@pytest.fixture
def ada(window, open_site, mail):
    person = Person(window, open_site, mail).has_confirmed_account()
    person.sign_in()
    return person


def read_picture(person, folder):
    """What a phone's camera reads off the screen."""
    file = folder / "qr.png"
    picture = person.browser.find_element(By.CSS_SELECTOR, "img.qr")
    # As large as a phone needs it, whatever the window's zoom.
    assert picture.size["width"] >= 180
    file.write_bytes(picture.screenshot_as_png)
    return subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(file)], check=True, capture_output=True, text=True).stdout.strip()


def next_code(app):
    """Another code than the one before: a code counts once."""
    seen = app.now()
    while app.now() == seen:
        time.sleep(0.5)
    return app.now()


def add_app(person, folder):
    person.open("/security/")
    person.follow("Add an authenticator app")
    assert violations(person.browser) == []
    url = read_picture(person, folder)
    assert url.startswith("otpauth://totp/Gatehouse:") and person.email.replace("@", "%40") in url
    app = pyotp.parse_uri(url)
    typed = person.browser.find_element(By.CSS_SELECTOR, "code.secret").text.replace(" ", "")
    assert typed == app.secret
    person.send("Add the app", code=app.now(), name="My phone")
    return app


def test_the_picture_is_scanned_and_the_app_is_asked_for(ada, tmp_path):
    app = add_app(ada, tmp_path)
    assert ada.path == "/security/recovery-codes/"
    assert "The authenticator app was added. Other devices were signed out." in ada.messages
    ada.press("Make new codes")
    assert violations(ada.browser) == []
    codes = [code.text for code in ada.browser.find_elements(By.CSS_SELECTOR, ".codes code")]
    assert len(codes) == 10
    ada.open("/index/")
    ada.press("Sign out")
    ada.sign_in()
    assert ada.path == "/signin/factor/" and ada.heading == "Confirm that it is you"
    assert violations(ada.browser) == []
    ada.send("Continue", code="000000")
    assert errors(ada.browser) == {"code": "This code is not right, or was used already."}
    ada.send("Continue", code=next_code(app))
    assert ada.path == "/index/"
    ada.press("Sign out")
    # The phone is lost.
    ada.sign_in()
    ada.follow("Use a recovery code")
    ada.send("Continue", code=codes[4].lower())
    assert ada.path == "/index/"
    ada.open("/security/")
    assert "Codes that are left: 9" in ada.text


def test_as11_an_address_that_nobody_confirmed_is_confirmed_first(window, open_site, mail):
    eve = Person(window, open_site, mail).has_account()
    eve.sign_in()
    eve.open("/security/")
    eve.follow("Add an authenticator app")
    assert eve.path == "/email/verify/" and "Confirm your email address first." in eve.messages


def test_a_browser_is_remembered_and_forgotten(ada, tmp_path):
    app = add_app(ada, tmp_path)
    ada.open("/index/")
    ada.press("Sign out")
    ada.sign_in()
    ada.browser.find_element(By.NAME, "remember").click()
    assert violations(ada.browser) == []
    ada.send("Continue", code=next_code(app))
    assert ada.path == "/index/"
    ada.press("Sign out")
    ada.sign_in()
    assert ada.path == "/index/"
    ada.open("/security/")
    ada.follow("Manage the browsers")
    assert violations(ada.browser) == []
    # Days, which have no time of the day.
    assert not re.search(r"\d:\d\d", ada.text) and "Remembered since " in ada.text
    ada.press("Forget this browser")
    assert "This browser is not remembered any more." in ada.messages
    ada.open("/index/")
    ada.press("Sign out")
    ada.sign_in()
    assert ada.path == "/signin/factor/"


def test_each_change_is_mailed_to_the_owner(ada, tmp_path):
    add_app(ada, tmp_path)
    letter = ada.mail.read(ada.email, "The security of your account changed")
    assert "An authenticator app was added to your account." in letter.text


def test_an_operator_takes_the_factors_and_the_owner_is_told(ada, tmp_path):
    add_app(ada, tmp_path)
    assert ada.mail.read(ada.email, "The security of your account changed")
    # Links in mails begin with it, and the site's port is not in its settings.
    environment = ada.site.environment() | {"GATEHOUSE_ORIGIN": ada.site.url}
    done = subprocess.run(
        [ada.site.executable, "users", "factors", "remove", ada.email], cwd=ada.site.folder, env=environment,
        check=True, capture_output=True, text=True)
    assert done.stdout.startswith("Removed. 1 sessions ended.")
    letter = ada.mail.read(ada.email, "The security of your account changed")
    assert "The site's operator removed all second factors from your account" in letter.text
    ada.open("/index/")
    assert ada.path == "/signin/"
    ada.sign_in()
    assert ada.path == "/index/"


def test_the_pages_are_there_in_german_and_arabic(window, open_site, mail):
    for language, heading in (("de", "Authentifizierungs-App hinzufügen"), ("ar", "إضافة تطبيق مصادقة")):
        email = Person(window, open_site, mail).has_confirmed_account().email
        person = Person(window, open_site, mail, email=email, languages=language)
        person.open("/signin/")
        fill(person.browser, email=email, password=person.password)
        submit(person.browser)
        person.open("/security/apps/new/")
        assert person.heading == heading and person.language == language
        assert violations(person.browser) == []
        person.open("/security/")
        assert violations(person.browser) == []
