"""User names, as a person chooses one, signs in by it and changes it."""

import subprocess
import uuid

import pymongo
import pytest
import requests
from selenium.webdriver.common.by import By

from axe import violations
from pages import ADA, errors, fill
from person import SAME_ORIGIN, Person, new_address, new_network

TEXTS = {
    "de": ("Benutzername", "Benutzernamen speichern", "Dieser Name ist reserviert. Wählen Sie einen anderen.",
           "Ihr Benutzername wurde gespeichert. Sie können sich damit anmelden.", "E-Mail-Adresse oder Benutzername",
           "Anmelden"),
    "ar": ("اسم المستخدم", "حفظ اسم المستخدم", "هذا الاسم محجوز. اختر اسمًا آخر.", "حُفظ اسم المستخدم. يمكنك تسجيل الدخول به.",
           "البريد الإلكتروني أو اسم المستخدم", "تسجيل الدخول"),
}


@pytest.fixture(scope="module")
def named_site(make_site):
    return make_site(GATEHOUSE_FEATURES="factors,usernames")


@pytest.fixture
def ada(window, named_site, mail):
    person = Person(window, named_site, mail).has_confirmed_account()
    person.sign_in()
    return person


def new_name(letters="Ada"):
    return f"{letters}-{uuid.uuid4().hex[:12]}"


def fits(person):
    """Nothing is wider than the window."""
    return person.browser.execute_script(
        "return document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def sign_out(person):
    person.open("/index/")
    person.press("Sign out")
    person.open("/signin/")


def sign_in(person, name, button="Sign in"):
    fill(person.browser, email=name, password=person.password)
    person.press(button)


def choose(person, name):
    person.open("/security/username/")
    person.send("Save the user name", username=name)


def test_a_name_is_chosen_and_signs_in_in_any_case(ada):
    name = new_name()
    ada.open("/index/")
    ada.follow("Security")
    assert "No user name yet." in ada.text
    ada.follow("Choose a user name")
    assert ada.path == "/security/username/" and ada.heading == "User name"
    assert violations(ada.browser) == [] and fits(ada)
    ada.send("Save the user name", username="an..na")
    assert errors(ada.browser) == {
        "username": "Put each of the signs . _ - between two letters or digits, not at the ends."}
    assert ada.value("username") == "an..na"
    assert violations(ada.browser) == [] and fits(ada)
    ada.send("Save the user name", username=name)
    assert ada.path == "/security/" and ada.messages == ["Your user name was saved. You can sign in with it."]
    assert ada.browser.find_element(By.CSS_SELECTOR, "strong bdi").text == name
    assert violations(ada.browser) == [] and fits(ada)
    assert name in ada.mail.read(ada.email, "The security of your account changed").text

    sign_out(ada)
    field = ada.browser.find_element(By.NAME, "email")
    assert field.get_attribute("type") == "text" and field.get_attribute("autocomplete") == "username"
    assert ada.browser.find_element(By.CSS_SELECTOR, "label[for=id_email]").text == "Email or user name"
    assert violations(ada.browser) == [] and fits(ada)
    sign_in(ada, name.upper())
    assert ada.path == "/index/" and ada.email in ada.text
    sign_out(ada)
    sign_in(ada, ada.email)
    assert ada.path == "/index/"


def test_another_account_gets_a_name_when_it_is_given_up(ada, window, named_site, mail):
    name, other = new_name(), new_name("Annie")
    choose(ada, name)
    sign_out(ada)
    ben = Person(window, named_site, mail).has_confirmed_account()
    ben.sign_in()
    choose(ben, name.lower())
    assert errors(ben.browser) == {"username": "Another account has this user name. Choose another one."}
    sign_out(ben)
    sign_in(ada, name)
    ada.open("/security/")
    ada.follow("Change the user name")
    assert ada.value("username") == name
    choose(ada, other)
    assert ada.browser.find_element(By.CSS_SELECTOR, "strong bdi").text == other
    sign_out(ada)
    sign_in(ada, name)
    assert "Incorrect email, user name or password." in ada.text and violations(ada.browser) == []
    sign_in(ben, ben.email)
    choose(ben, name)
    assert ben.path == "/security/"


@pytest.mark.parametrize("language", TEXTS)
def test_in_other_languages(window, named_site, mail, language):
    title, button, reserved, saved, label, enter = TEXTS[language]
    email = Person(window, named_site, mail).has_confirmed_account().email
    person = Person(window, named_site, mail, email=email, languages=language)
    person.open("/signin/")
    assert person.browser.find_element(By.CSS_SELECTOR, "label[for=id_email]").text == label
    assert violations(person.browser) == [] and fits(person)
    sign_in(person, person.email, enter)
    person.open("/security/username/")
    assert person.heading == title and person.language == language
    assert violations(person.browser) == [] and fits(person)
    person.send(button, username="admin")
    assert reserved in person.text and violations(person.browser) == []
    person.send(button, username=new_name())
    assert person.path == "/security/" and person.messages == [saved]
    assert violations(person.browser) == [] and fits(person)


def ask(site, path, **data):
    headers = SAME_ORIGIN | {"X-Forwarded-For": new_network()}
    return requests.post(site.url + path, data=data, headers=headers, allow_redirects=False, timeout=60).status_code


def migrate(site, *arguments):
    done = subprocess.run(
        [site.executable, "identifiers", "migrate", *arguments], cwd=site.folder, env=site.environment(),
        capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines(), done.stderr


def test_an_operator_brings_the_names_of_a_django_along_beside_the_running_site(make_site):
    site = make_site(GATEHOUSE_FEATURES="usernames")
    users = pymongo.MongoClient((site.folder / ".gatehouse/mongodb-url").read_text()).get_default_database()["users"]
    for username in ["Anna", "ben", "ANNA", "root"]:
        email = new_address()
        assert ask(site, "/signup/", **(ADA | {"email": email})) == 302
        users.update_one({"email": email}, {"$set": {"username": username}})
    first, third, fourth = (users.find_one({"username": name})["_id"] for name in ("Anna", "ANNA", "root"))
    left_out = [
        f"{third}  ANNA: account {first} has this name",
        f"{fourth}  root: name_reserved (This name is reserved. Choose another one.)"]

    def can_sign_in(name):
        return ask(site, "/signin/", email=name, password=ADA["password"]) == 302

    status, lines, error = migrate(site)
    assert status == 1 and lines[:2] == left_out and lines[2].startswith("2 to write"), (lines, error)
    assert "2 names were left out" in error
    assert not can_sign_in("ben")
    status, lines, error = migrate(site, "--apply")
    assert status == 1 and lines == left_out + ["2 written, 0 accounts had a user name."], (lines, error)
    assert can_sign_in("BEN") and can_sign_in("anna") and not can_sign_in("root")

    # Somebody decided.
    users.update_many({"_id": {"$in": [third, fourth]}}, {"$unset": {"username": ""}})
    status, lines, error = migrate(site, "--apply")
    assert (status, lines) == (0, ["0 written, 2 accounts had a user name."]), error
    assert [migrate(site, *wrong)[0] for wrong in (["--aply"], ["--field", ""], ["all"])] == [2, 2, 2]
