"""Each thing that an account's owner can do, from the first click to the last."""

import json
import re
import time

import pytest
from selenium.webdriver.common.by import By

from browsers import make_browser
from pages import ADA, errors, fill
from person import Device, Person, new_address
from program import wait_until
from test_service import database

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
OVER = "The link is not good any more. Ask for a new one."


@pytest.fixture(
    scope="module", params=[(True, 1280, False), (False, 360, True)], ids=["script-desktop-light", "plain-phone-dark"])
def window(request):
    script, width, dark = request.param
    browser = make_browser(width, 900, dark, script)
    yield browser
    browser.quit()


@pytest.fixture(scope="module")
def strict_site(make_site):
    """Where an address is confirmed before there is an account, and deleted is deleted."""
    return make_site(GATEHOUSE_EMAIL_VERIFICATION="required", GATEHOUSE_DELETION_GRACE_DAYS="0")


@pytest.fixture
def ada(window, open_site, mail):
    return Person(window, open_site, mail)


@pytest.fixture
def eve(window, strict_site, mail):
    return Person(window, strict_site, mail)


def confirm(person, link):
    """Opens a link of a mail and presses the button there."""
    person.open(link)
    if person.browser.find_elements(By.NAME, "password"):
        fill(person.browser, password=person.password)
    person.leave(person.browser.find_element(By.CSS_SELECTOR, "main button[type=submit]"))


def signs_in(person, password):
    data = {"email": person.email, "password": password}
    return person.ask("POST", "/signin/", data=data).status_code == 302


# Sign-up


def test_an_address_is_confirmed_by_the_mail_that_sign_up_sends(ada):
    ada.sign_up()
    assert ada.path == "/index/"
    assert ada.messages == ["Your account was created.", "We sent a mail to confirm your address."]
    assert ada.heading == "Hello, Ada Lovelace" and "not confirmed yet" in ada.text
    mail = ada.mail.read(ada.email, "Confirm your email address")
    assert mail.sender == "accounts@example.org" and mail.link.startswith(ada.site.url + "/email/verify/")
    ada.open(mail.link)
    assert ada.email in ada.text
    ada.open("/index/")
    assert "not confirmed yet" in ada.text, "F3: a link that a scanner follows changes nothing"
    confirm(ada, mail.link)
    assert ada.path == "/index/" and ada.messages == ["Your email address is confirmed."]
    assert "not confirmed yet" not in ada.text
    ada.open(mail.link)
    assert ada.heading == "Page not found" and OVER in ada.text, "T1"


def test_a_message_is_shown_once(ada):
    ada.sign_up()
    assert len(ada.messages) == 2
    ada.browser.refresh()
    assert ada.messages == []


def test_the_mail_that_confirms_can_be_sent_again(ada):
    ada.has_account().sign_in()
    ada.follow("Confirm it")
    assert ada.heading == "Confirm your email address" and ada.email in ada.text
    ada.press("Send the mail")
    assert ada.path == "/index/" and ada.messages == ["We sent a mail to confirm your address."]
    first = ada.mail.read(ada.email, "Confirm your email address").link
    ada.follow("Confirm it")
    ada.press("Send the mail")
    second = ada.mail.read(ada.email, "Confirm your email address").link
    confirm(ada, second)
    assert ada.messages == ["Your email address is confirmed."]
    ada.open(first)
    assert OVER in ada.text, "T1: one use ends them all"
    ada.open("/email/verify/")
    assert "Your email address is confirmed." in ada.text and "Send the mail" not in ada.text


def test_where_mail_goes_first_there_is_no_account_before_the_link(eve):
    eve.sign_up()
    assert eve.path == "/signin/"
    assert eve.messages == ["We sent you a mail. Open the link in it to make your account."]
    assert database(eve.site).users.find_one({"email": eve.email}) is None
    eve.sign_in()
    assert "Email and password do not match." in eve.text
    link = eve.mail.read(eve.email, "Confirm your email address").link
    eve.open(link)
    assert eve.email in eve.text and "Type the password with which you asked for this account." in eve.text
    assert database(eve.site).users.find_one({"email": eve.email}) is None
    fill(eve.browser, password="another horse")
    eve.press("Make my account")
    assert eve.email in eve.text and "The password is not right." in eve.text
    fill(eve.browser, password=eve.password)
    eve.press("Make my account")
    assert eve.path == "/index/" and eve.messages == ["Your account was created."]
    assert eve.heading == "Hello, Ada Lovelace" and "not confirmed yet" not in eve.text
    eve.open(link)
    assert OVER in eve.text, "T1"


def test_where_mail_goes_first_nobody_learns_who_has_an_account(eve):
    """E3"""
    eve.sign_up()
    seen = eve.path, eve.text, eve.ask("POST", "/signup/", data=ADA | {"email": new_address()})
    confirm(eve, eve.mail.read(eve.email, "Confirm your email address").link)
    eve.press("Sign out")
    eve.sign_up()
    assert (eve.path, eve.text) == seen[:2]
    mail = eve.mail.read(eve.email, "You already have an account")
    assert mail.link == eve.site.url + "/signin/"
    answer = eve.ask("POST", "/signup/", data=ADA | {"email": eve.email})
    assert (answer.status_code, answer.text) == (seen[2].status_code, seen[2].text)
    assert unsigned(answer) == unsigned(seen[2])


def unsigned(answer):
    """The headers without what is of the moment: the time, and the signature over it."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return headers | {"Set-Cookie": re.sub(r":[\w-]+:[\w-]+;", ":;", headers["Set-Cookie"])}


# Sign-in


def test_who_stays_signed_in_keeps_the_cookie_and_who_does_not_loses_it_with_the_browser(ada):
    ada.has_account().sign_in(remember=True)
    assert ada.path == "/index/"
    days = (ada.cookie()["expiry"] - time.time()) / 86_400
    assert 13.9 < days < 14.1 and ada.cookie()["httpOnly"]
    ada.press("Sign out")
    assert ada.path == "/signin/" and ada.cookie() is None
    ada.sign_in(remember=False)
    assert ada.path == "/index/" and "expiry" not in ada.cookie()


def test_a_page_that_needs_an_account_is_come_back_to_after_signing_in(ada):
    ada.has_account().open("/profile/")
    assert ada.path.startswith("/signin/?next=")
    fill(ada.browser, email=ada.email, password=ada.password)
    ada.press("Sign in")
    assert ada.path == "/profile/"


# Profile


def test_the_profile_changes_names_and_language(ada):
    ada.has_account().sign_in()
    ada.follow("Edit profile")
    assert (ada.value("first_name"), ada.value("last_name")) == ("Ada", "Lovelace")
    ada.send("Save", first_name="")
    assert errors(ada.browser) == {"first_name": "This field is required."}
    fill(ada.browser, first_name="Augusta", last_name="King")
    choose(ada, "Deutsch")
    ada.press("Save")
    assert ada.path == "/profile/" and ada.language == "de"
    assert ada.messages == ["Ihr Profil wurde gespeichert."]
    assert (ada.value("first_name"), ada.value("last_name")) == ("Augusta", "King")
    choose(ada, "Wie im Browser eingestellt")
    ada.press("Speichern")
    assert ada.language == "en" and ada.messages == ["Your profile was saved."]
    ada.follow("Back to your account")
    assert ada.heading == "Hello, Augusta King"


def choose(person, label):
    person.browser.find_element(By.XPATH, f"//select[@name='language']/option[normalize-space()='{label}']").click()


# Passwords


def test_a_new_password_signs_the_other_devices_out(ada):
    """C8"""
    ada.has_account().sign_in()
    other = Device(ada)
    ada.follow("Change password")
    new = "a better horse"
    ada.send("Change password", current_password="wrong horse", password=new, password_retype=new)
    assert errors(ada.browser) == {"current_password": "The password is not right."}
    ada.send("Change password", current_password=ada.password, password=new, password_retype="another")
    assert errors(ada.browser) == {"password_retype": "The two passwords do not match."}
    ada.send("Change password", current_password=ada.password, password="short", password_retype="short")
    assert "at least 8 characters" in errors(ada.browser)["password"]
    assert other.is_signed_in
    ada.send("Change password", current_password=ada.password, password=new, password_retype=new)
    assert ada.path == "/index/"
    assert ada.messages == ["Your password was changed. Other devices were signed out."]
    assert not other.is_signed_in
    assert ada.mail.read(ada.email, "Your password was changed").link == ada.site.url + "/password/reset/"
    assert not signs_in(ada, ada.password) and signs_in(ada, new)


def test_a_forgotten_password_is_set_anew_by_mail(ada):
    """T1, T2"""
    other = Device(ada.has_account())
    first, link = ask_for_reset(ada), ask_for_reset(ada)
    ada.open(link)
    ada.open(link)
    assert ada.heading == "Set a new password", "F3: a link that a scanner follows is not used up"
    new = "another horse"
    ada.send("Set the password", password=new, password_retype="something else")
    assert errors(ada.browser) == {"password_retype": "The two passwords do not match."}
    ada.send("Set the password", password="short", password_retype="short")
    assert "at least 8 characters" in errors(ada.browser)["password"]
    ada.send("Set the password", password=new, password_retype=new)
    assert ada.path == "/signin/" and ada.messages == ["Your new password is set. Sign in to go on."]
    assert not other.is_signed_in, "C8"
    ada.mail.read(ada.email, "Your password was changed")
    for used in [link, first]:
        ada.open(used)
        assert ada.heading == "Page not found" and OVER in ada.text
    assert not signs_in(ada, ada.password)
    ada.follow("Go to the start page")
    assert ada.path == "/signin/", "nobody is signed in by a reset"
    ada.password = new
    ada.sign_in()
    assert ada.path == "/index/"


def ask_for_reset(person):
    person.open()
    person.follow("Forgot your password?")
    person.send("Send the mail", email=person.email)
    assert person.path == "/signin/"
    assert person.messages == ["If there is an account with this address, we sent a mail to set a new password."]
    return person.mail.read(person.email, "Set a new password").link


def test_a_reset_link_that_was_open_twice_sets_one_password(ada):
    """T1"""
    link = ask_for_reset(ada.has_account())
    path = link.removeprefix(ada.site.url)
    ada.open(link)
    assert ada.ask("POST", path, data={"password": "the first horse", "password_retype": "the first horse"}).ok
    ada.send("Set the password", password="the second horse", password_retype="the second horse")
    assert ada.heading == "Page not found" and OVER in ada.text
    assert signs_in(ada, "the first horse") and not signs_in(ada, "the second horse")


def test_a_reset_tells_nobody_who_has_an_account(ada):
    """E3"""
    stranger = new_address()
    ada.has_account().open("/password/reset/")
    ada.send("Send the mail", email=stranger)
    seen = ada.path, ada.text
    ask_for_reset(ada)
    assert (ada.path, ada.text) == seen
    assert ada.mail.unread(stranger) == {}


# Email


def test_another_address_is_used_once_its_mail_was_read(ada):
    """T3"""
    ada.has_account().sign_in()
    new, other = new_address(), new_address()
    ada.follow("Change email")
    ada.send("Send the mail", email=new, password="wrong horse")
    assert errors(ada.browser) == {"password": "The password is not right."}
    assert ada.value("email") == new
    ada.send("Send the mail", email="no address", password=ada.password)
    assert errors(ada.browser) == {"email": "Enter a valid email address."}
    links = []
    for address in [new, other]:
        ada.send("Send the mail", email=address, password=ada.password)
        assert ada.path == "/index/"
        assert ada.messages == ["We sent a mail to the new address. Open the link in it to change over."]
        links.append(ada.mail.read(address, "Confirm your new email address").link)
        ada.follow("Change email")
    ada.follow("Back to your account")
    assert ada.email in ada.text and new not in ada.text
    ada.open(links[0])
    assert new in ada.text and other not in ada.text
    ada.press("Use this address")
    assert ada.path == "/index/" and ada.messages == ["Your email address was changed."]
    assert new in ada.text and ada.email not in ada.text and "not confirmed yet" not in ada.text
    assert new in ada.mail.read(ada.email, "Your email address was changed").text
    for used in links:
        ada.open(used)
        assert OVER in ada.text, "T1"
    assert not signs_in(ada, ada.password)
    ada.email = new
    assert signs_in(ada, ada.password)


def test_an_address_that_is_taken_looks_like_any_other(ada):
    """E3"""
    taken = Person(ada.browser, ada.site, ada.mail).has_account().email
    ada.has_account().sign_in()
    ada.follow("Change email")
    ada.send("Send the mail", email=taken, password=ada.password)
    assert ada.messages == ["We sent a mail to the new address. Open the link in it to change over."]
    ada.mail.read(taken, "You already have an account")
    assert ada.email in ada.text


# Devices


def test_devices_are_listed_and_signed_out(ada):
    """C8"""
    ada.has_account().sign_in()
    phone, office, library = Device(ada), Device(ada, WINDOWS), Device(ada)
    ada.follow("Devices")
    rows = ada.browser.find_elements(By.CSS_SELECTOR, ".devices li")
    assert len(rows) == 4 and "This device" in rows[0].text
    assert ada.headers["X-Forwarded-For"] in rows[0].text and "Sign this device out" not in rows[0].text
    row = next(row for row in rows if "Windows" in row.text)
    assert office.headers["X-Forwarded-For"] in row.text
    ada.leave(row.find_element(By.TAG_NAME, "button"))
    assert ada.path == "/devices/" and ada.messages == ["The device was signed out."]
    assert not office.is_signed_in and phone.is_signed_in and library.is_signed_in
    ada.press("Sign all other devices out")
    assert ada.messages == ["All other devices were signed out."]
    assert not phone.is_signed_in and not library.is_signed_in
    assert len(ada.browser.find_elements(By.CSS_SELECTOR, ".devices li")) == 1
    assert "Sign all other devices out" not in ada.text
    ada.follow("Back to your account")
    assert ada.heading == "Hello, Ada Lovelace"


def test_nobody_signs_out_the_device_of_another(ada):
    """C8"""
    ada.has_account().sign_in()
    ada.follow("Devices")
    stranger = Device(Person(ada.browser, ada.site, ada.mail).has_account())
    mine = Device(ada)
    listed = stranger.get(f"{ada.site.url}/devices/", headers={"Accept": "application/json"}).json()["devices"]
    answer = mine.post(f"{ada.site.url}/devices/revoke/", data={"device": listed[0]["id"]}, allow_redirects=False)
    assert answer.status_code == 404 and stranger.is_signed_in


# What is stored, and its end


def test_what_is_stored_is_given_to_who_signed_in_just_now(ada, tmp_path):
    ada.has_account().sign_in()
    ada.browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    ada.browser.find_element(By.LINK_TEXT, "Download your data").click()
    first = downloaded(tmp_path)
    assert first["account"]["email"] == ada.email and first["account"]["last_name"] == "Lovelace"
    assert [session["address"] for session in first["sessions"]] == [ada.headers["X-Forwarded-For"]]
    assert "argon2" not in json.dumps(first)

    sessions = database(ada.site).sessions
    account = database(ada.site).users.find_one({"email": ada.email})["_id"]
    sessions.update_many({"account": str(account)}, {"$inc": {"data._signed_in_at": -700}})
    ada.follow("Download your data")
    assert ada.path.startswith("/signin/") and ada.messages == ["Sign in again to go on."]
    assert ada.value("email") == ada.email and "Keep me signed in" not in ada.text
    ada.send("Sign in", password="wrong horse")
    assert "Email and password do not match." in ada.text
    fill(ada.browser, password=ada.password)
    ada.browser.find_element(By.CSS_SELECTOR, "main button[type=submit]").click()
    assert downloaded(tmp_path)["account"]["email"] == ada.email
    ada.open()
    assert ada.path == "/index/"


def downloaded(folder):
    """The file that arrives, which is taken away."""
    path = folder / "account.json"
    wait_until(path.exists)
    content = json.loads(path.read_text())
    path.unlink()
    return content


def test_an_account_that_is_to_be_deleted_is_kept_by_signing_in(ada):
    ada.has_account().sign_in()
    other = Device(ada)
    ada.follow("Delete account")
    assert "will be deleted in 14 days" in ada.text
    ada.send("Delete account", password="wrong horse")
    assert errors(ada.browser) == {"password": "The password is not right."} and other.is_signed_in
    ada.send("Delete account", password=ada.password)
    assert ada.path == "/signin/" and "Sign in before then to keep it." in ada.messages[0]
    date = re.search(r"\d{4}-\d\d-\d\d", ada.messages[0]).group()
    assert not other.is_signed_in, "C8"
    mail = ada.mail.read(ada.email, "Your account will be deleted")
    assert date in mail.text and mail.link == ada.site.url + "/signin/"
    ada.open()
    assert ada.path == "/signin/" and ada.cookie() is None
    ada.sign_in()
    assert ada.path == "/index/"
    assert ada.messages == ["Your account is not deleted, because you signed in again."]
    ada.browser.refresh()
    assert ada.messages == []
    assert database(ada.site).account_deletions.count_documents({}) == 0


def test_without_days_of_grace_an_account_is_gone_at_once(eve):
    eve.sign_up()
    confirm(eve, eve.mail.read(eve.email, "Confirm your email address").link)
    eve.follow("Delete account")
    assert "will be deleted at once" in eve.text
    eve.send("Delete account", password=eve.password)
    assert eve.path == "/signin/" and eve.messages == ["Your account was deleted."]
    eve.mail.read(eve.email, "Your account was deleted")
    assert database(eve.site).users.find_one({"email": eve.email}) is None
    eve.sign_in()
    assert "Email and password do not match." in eve.text


# What goes wrong


def test_a_form_of_another_site_is_refused_with_a_page(ada):
    ada.has_account().sign_in()
    page = f"<form method=post action={ada.site.url}/signout/><button type=submit>A prize</button></form>"
    ada.open("data:text/html," + page)
    ada.press("A prize")
    assert ada.heading == "Not allowed" and "The request came from another site." in ada.text
    ada.open()
    assert ada.path == "/index/"


def test_a_page_that_is_not_there_leads_back(ada):
    ada.open("/nowhere/")
    assert ada.heading == "Page not found"
    ada.follow("Go to the start page")
    assert ada.path == "/signin/"


def test_too_many_accounts_from_one_place_are_refused_and_what_was_typed_is_kept(window, make_site, mail):
    bob = Person(window, make_site(GATEHOUSE_SIGNUPS_PER_ADDRESS="1"), mail).has_account()
    bob.email = new_address()
    bob.sign_up()
    assert bob.heading == "Sign up" and "Too many accounts were made from here. Try again later." in bob.text
    assert bob.value("email") == bob.email and bob.value("password") == ""
    answer = bob.ask("POST", "/signup/", data=ADA | {"email": bob.email})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


# With script


def test_script_shows_what_was_typed_and_how_hard_it_is_to_guess(ada, request):
    ada.open("/signup/")
    field = ada.browser.find_element(By.NAME, "password")
    buttons = ada.browser.find_elements(By.CSS_SELECTOR, "button[type=button]")
    if "plain" in request.node.name:
        assert buttons == [] and ada.browser.find_elements(By.CLASS_NAME, "strength") == []
        return
    hint = ada.browser.find_element(By.CLASS_NAME, "strength")
    fill(ada.browser, email="marmalade@example.com")
    for typed, text in [
            ("aaaa", "Easy to guess"), ("Password123!", "Easy to guess"), ("123456789987654321", "Easy to guess"),
            ("marmalade-Gatehouse-1987", "Easy to guess"), ("kV9#xQ2m", "Could be better"),
            ("correct horse battery staple", "Hard to guess"), ("", "")]:
        fill(ada.browser, password=typed)
        if not typed:
            field.send_keys("a\b")
        assert hint.text == text
    assert [button.text for button in buttons] == ["Show", "Show"]
    buttons[0].click()
    assert buttons[0].text == "Hide" and field.get_attribute("type") == "text"
    buttons[0].click()
    assert buttons[0].text == "Show" and field.get_attribute("type") == "password"


# What strangers do with somebody's address


def test_a_stranger_s_account_with_my_address_is_removed_by_the_link_in_my_mail(ada):
    """U6"""
    link = ada.has_account_of_a_stranger()
    ada.open(link)
    assert ada.email in ada.text and "This wasn't me: remove the account" in ada.text
    ada.send("Confirm my address", password="not the stranger's")
    assert errors(ada.browser) == {"password": "The password is not right."}
    assert "email_verified_date" not in database(ada.site).users.find_one({"email": ada.email})
    ada.press("This wasn't me: remove the account")
    assert ada.path == "/signin/"
    assert ada.messages == ["The account that somebody else made with your address was removed."]
    assert database(ada.site).users.find_one({"email": ada.email}) is None
    ada.sign_up()
    assert ada.path == "/index/" and ada.heading == "Hello, Ada Lovelace"


def test_signing_up_leads_to_the_page_that_was_wanted(ada):
    ada.open("/profile/")
    ada.follow("Sign up")
    assert ada.path == "/signup/?next=/profile/"
    ada.follow("Sign in")
    ada.follow("Sign up")
    ada.send("Create account", **(ADA | {"email": ada.email}))
    assert ada.path == "/profile/"


def test_a_stale_sign_in_form_signs_nobody_else_in(ada):
    ada.has_account().open()
    stale = ada.browser.current_window_handle
    ada.browser.switch_to.new_window("tab")
    try:
        ada.sign_in()
        ada.browser.close()
    finally:
        ada.browser.switch_to.window(stale)
    fill(ada.browser, email="bob@example.com", password="whatever horse")
    ada.press("Sign in")
    # Its token is not the session's that there is by now (F4): nothing is done, and the form is kept.
    assert ada.heading == "Send it again"
    ada.open("/index/")
    assert ada.heading == "Hello, Ada Lovelace" and ada.email in ada.text
