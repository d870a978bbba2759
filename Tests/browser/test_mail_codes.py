"""Codes by email, as a person asks for them and types them, and what the link of the email does elsewhere."""

import re

import pytest
from selenium.webdriver.common.by import By

from axe import violations
from browsers import make_browser
from pages import errors, fill, submit
from person import Person
from program import wait_until

FEATURES = "factors,passkeys,mail-codes"


@pytest.fixture(scope="module")
def mail_site(make_site):
    return make_site(GATEHOUSE_FEATURES=FEATURES)


@pytest.fixture
def ada(window, mail_site, mail):
    return Person(window, mail_site, mail).has_confirmed_account()


def ask(person):
    person.open("/signin/")
    person.follow("Sign in with a code by email")
    fill(person.browser, email=person.email)
    person.press("Send the code")
    letter = person.mail.read(person.email, "Your code to sign in")
    code = re.search(r"(?m)^(\d{6})\s*$", letter.text)[1]
    assert f">{code}</p>" in letter.html
    return letter, code


def test_a_code_is_the_whole_sign_in(ada):
    ada.open("/signin/mail/")
    assert ada.heading == "Sign in by email" and violations(ada.browser) == []
    _, code = ask(ada)
    assert ada.path == "/signin/mail/code/" and ada.heading == "Enter the code"
    assert "If there is an account with this address, a code is on its way to it." in ada.messages
    assert violations(ada.browser) == []
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    ada.send("Sign in", code=wrong)
    assert errors(ada.browser) == {
        "code": "This code is not right, was used already, or is too old. Ask for another one."}
    assert violations(ada.browser) == []
    ada.send("Sign in", code=f"{code[:3]} {code[3:]}")
    assert ada.path == "/index/" and ada.email in ada.text


def test_mc1_the_link_works_by_a_button_where_it_was_asked_for_alone(ada, mail_site):
    letter, code = ask(ada)
    # The telephone on which the mail is read.
    phone = make_browser(360)
    try:
        phone.get(letter.link)
        assert "only in the browser in which you asked for it" in phone.find_element(By.TAG_NAME, "main").text
        assert phone.find_elements(By.CSS_SELECTOR, "main form") == [] and violations(phone) == []
    finally:
        phone.quit()
    ada.open(letter.link)
    assert violations(ada.browser) == []
    ada.press("Sign in")
    assert ada.path == "/index/" and ada.email in ada.text


def test_an_address_without_an_account_is_asked_for_a_code_too(window, mail_site, mail):
    nobody = Person(window, mail_site, mail)
    nobody.open("/signin/mail/")
    fill(nobody.browser, email=nobody.email)
    nobody.press("Send the code")
    assert nobody.path == "/signin/mail/code/"
    assert "If there is an account with this address, a code is on its way to it." in nobody.messages
    assert nobody.mail.unread(nobody.email) == {}


def test_mc3_a_stranger_s_account_is_its_reader_s(window, mail_site, mail):
    ada = Person(window, mail_site, mail)
    ada.has_account_of_a_stranger()
    _, code = ask(ada)
    ada.send("Sign in", code=code)
    assert ada.path == "/index/"
    letter = mail.read(ada.email, "Your email address is confirmed")
    assert "Somebody else may have made the account" in letter.text
    ada.press("Sign out")
    ada.password = "a stranger's horse"
    ada.sign_in()
    assert ada.path == "/signin/"


def newest_code(person):
    """The code of the mail that was asked for on this page."""
    return re.search(r"(?m)^(\d{6})\s*$", person.mail.read(person.email, "Your code to sign in").text)[1]


def test_a_code_is_the_second_factor(ada):
    ada.sign_in()
    ada.open("/security/")
    ada.follow("Manage codes by email")
    assert ada.heading == "Codes by email" and violations(ada.browser) == []
    ada.press("Send the code")
    assert ada.heading == "Enter the code" and violations(ada.browser) == []
    ada.send("Turn it on", code=newest_code(ada))
    assert ada.path == "/security/mail-codes/" and violations(ada.browser) == []
    assert "Signing in asks for a code by email now. Other devices were signed out." in ada.messages
    assert "asks for a code by email now" in ada.mail.read(ada.email, "The security of your account changed").text
    ada.open("/index/")
    ada.press("Sign out")
    ada.sign_in()
    assert ada.path == "/signin/factor/" and violations(ada.browser) == []
    ada.press("Send the code")
    ada.send("Continue", code=newest_code(ada))
    assert ada.path == "/index/"
    ada.open("/security/mail-codes/")
    ada.press("Do not ask for it any more")
    assert "Signing in does not ask for a code by email any more." in ada.messages


@pytest.mark.parametrize("language, heading", [("de", "Codes per E-Mail"), ("ar", "الرموز بالبريد الإلكتروني")],
                         ids=["de", "ar"])
def test_the_page_of_the_second_factor_in_other_languages(window, mail_site, mail, language, heading):
    email = Person(window, mail_site, mail).has_confirmed_account().email
    person = Person(window, mail_site, mail, email=email, languages=language)
    person.open("/signin/")
    fill(person.browser, email=email, password=person.password)
    submit(person.browser)
    person.open("/security/mail-codes/")
    assert person.heading == heading and person.language == language and violations(person.browser) == []


def test_without_script_it_is_the_same(mail_site, mail):
    browser = make_browser(script=False)
    try:
        person = Person(browser, mail_site, mail).has_confirmed_account()
        letter, code = ask(person)
        fill(browser, code=code)
        person.press("Sign in")
        assert person.path == "/index/" and person.email in person.text
    finally:
        browser.quit()


@pytest.mark.parametrize("language, heading, button, subject", [
    ("de", "Per E-Mail anmelden", "Code senden", "Ihr Code für die Anmeldung"),
    ("ar", "تسجيل الدخول بالبريد الإلكتروني", "إرسال الرمز", "رمز تسجيل الدخول الخاص بك"),
], ids=["de", "ar"])
def test_the_pages_and_the_mail_in_other_languages(window, mail_site, mail, language, heading, button, subject):
    email = Person(window, mail_site, mail).has_confirmed_account().email
    person = Person(window, mail_site, mail, email=email, languages=language)
    person.open("/signin/mail/")
    assert person.heading == heading and person.language == language and violations(person.browser) == []
    fill(person.browser, email=email)
    person.press(button)
    assert violations(person.browser) == []

    def arrived():
        # The site's name is set apart in a mail from right to left.
        return [letter for letter in mail.unread(email).values() if letter.subject.startswith(f"{subject} · ")]

    wait_until(arrived)
    assert re.search(r"(?m)^\d{6}\s*$", arrived()[0].text)
