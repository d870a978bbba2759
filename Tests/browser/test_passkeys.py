"""Passkeys, as a person adds and uses them, with an authenticator that Chromium has in itself."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.virtual_authenticator import VirtualAuthenticatorOptions
from selenium.webdriver.support.ui import WebDriverWait

from axe import violations
from browsers import make_browser
from pages import fill
from person import Person
from program import SOON


@pytest.fixture(scope="module")
def passkey_site(make_site):
    """Browsers bind passkeys to names, not to addresses of the network."""
    return make_site(GATEHOUSE_HOST="localhost")


@pytest.fixture
def authenticator(window):
    options = VirtualAuthenticatorOptions()
    options.protocol = VirtualAuthenticatorOptions.Protocol.CTAP2
    options.transport = VirtualAuthenticatorOptions.Transport.INTERNAL
    options.has_resident_key = True
    options.has_user_verification = True
    options.is_user_verified = True
    window.add_virtual_authenticator(options)
    # This authenticator says yes at once, also to what the address field offers: before anybody presses a button.
    window.no_offer = window.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {"source": "PublicKeyCredential.isConditionalMediationAvailable = async () => false;"})["identifier"]
    yield window
    with_offer(window)
    window.remove_virtual_authenticator()


def with_offer(window):
    """The address field offers passkeys, as browsers do."""
    if window.no_offer:
        window.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": window.no_offer})
        window.no_offer = None


def new_person(window, site, mail):
    person = Person(window, site, mail).has_confirmed_account()
    person.sign_in()
    return person


@pytest.fixture
def ada(authenticator, passkey_site, mail):
    return new_person(authenticator, passkey_site, mail)


def gets_to(person, path):
    WebDriverWait(person.browser, SOON).until(lambda browser: person.path == path)


def told(person):
    """What the script tells beside the button."""
    place = person.browser.find_element(By.CSS_SELECTOR, "p.help[role=alert]")
    WebDriverWait(person.browser, SOON).until(lambda browser: place.text)
    return place.text


def click(person, text):
    person.browser.find_element(By.XPATH, f'//button[@type="submit"][normalize-space()="{text}"]').click()


def add_passkey(person, name="My phone"):
    person.open("/security/")
    person.follow("Add a passkey")
    assert violations(person.browser) == []
    fill(person.browser, name=name)
    click(person, "Add the passkey")
    gets_to(person, "/security/passkeys/")
    assert "The passkey was added." in person.messages
    assert violations(person.browser) == []
    person.mail.read(person.email, "The security of your account changed")


def sign_out(person):
    person.open("/index/")
    person.press("Sign out")


def use_button(person):
    person.open("/signin/")
    click(person, "Sign in with a passkey")


def test_a_passkey_is_the_whole_sign_in(ada):
    add_passkey(ada)
    assert ada.browser.find_element(By.CSS_SELECTOR, "strong bdi").text == "My phone"
    sign_out(ada)
    use_button(ada)
    gets_to(ada, "/index/")
    assert ada.email in ada.text
    ada.open("/security/")
    assert "You can sign in with a passkey." in ada.text
    assert violations(ada.browser) == []


def test_a_passkey_is_the_second_factor(ada):
    add_passkey(ada)
    sign_out(ada)
    ada.sign_in()
    gets_to(ada, "/signin/factor/")
    assert violations(ada.browser) == []
    click(ada, "Use a passkey")
    gets_to(ada, "/index/")


def test_the_address_field_offers_it(ada):
    add_passkey(ada)
    sign_out(ada)
    with_offer(ada.browser)
    ada.open("/signin/")
    gets_to(ada, "/index/")
    assert ada.email in ada.text


def test_wa13_an_offer_that_fails_keeps_the_page(ada):
    """WA13: what was typed stays where the offered passkey is not taken."""
    add_passkey(ada)
    ada.press("Remove this passkey")
    sign_out(ada)
    with_offer(ada.browser)
    ada.open("/signin/")
    ada.browser.execute_script("window.isSame = true")
    fill(ada.browser, email="half an addr")
    assert told(ada) == "This passkey was not taken. Try again, or use another way."
    assert ada.browser.execute_script("return window.isSame") and ada.value("email") == "half an addr"
    ada.sign_in()
    assert ada.path == "/index/"


def consents(person, says_yes):
    person.browser.execute_cdp_cmd("WebAuthn.setAutomaticPresenceSimulation", {
        "authenticatorId": person.browser.virtual_authenticator_id, "enabled": says_yes})


def test_wa13_the_button_ends_the_offer(ada):
    """WA13: browsers refuse a second request while the offer waits."""
    add_passkey(ada)
    sign_out(ada)
    with_offer(ada.browser)
    consents(ada, False)
    ada.open("/signin/")
    field = (By.CSS_SELECTOR, "input[autocomplete~=webauthn]")
    WebDriverWait(ada.browser, SOON).until(lambda browser: browser.find_elements(*field))
    click(ada, "Sign in with a passkey")
    consents(ada, True)
    gets_to(ada, "/index/")


def test_sign_up_without_a_password(authenticator, passkey_site, mail):
    ada = Person(authenticator, passkey_site, mail)
    ada.open("/signup/")
    ada.follow("Sign up with a passkey")
    assert violations(ada.browser) == []
    ada.send("Send the mail", email="no address", first_name="Ada", last_name="Lovelace")
    assert ada.value("first_name") == "Ada"
    ada.send("Send the mail", email=ada.email)
    ada.open(ada.mail.read(ada.email, "Confirm your email address").link)
    assert ada.email in ada.text
    assert violations(ada.browser) == []
    click(ada, "Create account")
    gets_to(ada, "/index/")
    assert ada.email in ada.text and "Your account was created." in " ".join(ada.messages)
    sign_out(ada)
    use_button(ada)
    gets_to(ada, "/index/")
    # Nothing else opens it, and the page says so.
    ada.open("/security/passkeys/")
    ada.press("Remove this passkey")
    assert any("the only way to sign in" in message for message in ada.messages)
    # What others confirm by a password.
    ada.open("/account/delete/")
    assert not ada.browser.find_elements(By.CSS_SELECTOR, "input[type=password]")
    ada.press("Delete account")
    assert ada.path == "/signin/"
    ada.mail.read(ada.email, "Your account will be deleted")


def test_two_accounts_in_one_authenticator(ada, passkey_site, mail):
    add_passkey(ada)
    sign_out(ada)
    bob = new_person(ada.browser, passkey_site, mail)
    add_passkey(bob, "Bob's")
    credentials = bob.browser.get_credentials()
    assert len(credentials) == 2 and len({credential.user_handle for credential in credentials}) == 2
    sign_out(bob)
    use_button(bob)
    gets_to(bob, "/index/")
    assert ada.email in bob.text or bob.email in bob.text


def test_a_removed_passkey_is_refused(ada):
    add_passkey(ada)
    ada.press("Remove this passkey")
    assert any("The passkey was removed." in message for message in ada.messages)
    sign_out(ada)
    use_button(ada)
    WebDriverWait(ada.browser, SOON).until(lambda browser: "This passkey was not taken." in browser.page_source)
    assert ada.path.startswith("/signin/")
    ada.sign_in()
    assert ada.path == "/index/"


def test_a_person_who_is_not_verified_does_not_sign_in(ada):
    add_passkey(ada)
    sign_out(ada)
    ada.browser.set_user_verified(False)
    use_button(ada)
    assert told(ada) == "The passkey was not used. Try again, or use another way."
    assert ada.path == "/signin/"


def test_a_counter_that_goes_back_is_refused(ada):
    add_passkey(ada)
    sign_out(ada)
    use_button(ada)
    gets_to(ada, "/index/")
    copy = ada.browser.get_credentials()[0]
    copy._sign_count = 0
    sign_out(ada)
    ada.browser.remove_all_credentials()
    ada.browser.add_credential(copy)
    use_button(ada)
    WebDriverWait(ada.browser, SOON).until(lambda browser: "This passkey was not taken." in browser.page_source)
    ada.open("/index/")
    assert ada.path.startswith("/signin/")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_pages_in_other_languages(authenticator, passkey_site, mail, language):
    person = Person(authenticator, passkey_site, mail, languages=language)
    for path in ("/signin/passkey/", "/signup/passkey/"):
        person.open(path)
        assert person.language == language
        assert violations(person.browser) == []


def test_without_script_the_password_form_is_whole(passkey_site, mail):
    browser = make_browser(script=False)
    try:
        person = Person(browser, passkey_site, mail).has_confirmed_account()
        person.sign_in()
        assert person.path == "/index/"
        person.open("/security/passkeys/new/")
        assert "Passkeys need a browser that runs the scripts of this page." in person.text
    finally:
        browser.quit()
