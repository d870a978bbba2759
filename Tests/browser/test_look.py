"""Every page in every state: it fits, it can be read and reached by keyboard, in light and dark and other languages."""

import os
import pathlib
import signal

import pytest
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from axe import violations
from browsers import make_browser, paint, resize
from pages import ADA, fill
from person import Device, Person
from program import is_running, wait_until

SIZES = {1280: "desktop", 360: "phone"}
# What the title of a page begins with whose form was not taken.
ERROR = {"en": "Error: ", "de": "Fehler: ", "ar": "خطأ: "}
SCREENSHOTS = {
    "signin", "signup", "signup-errors", "index", "not-found", "profile", "password-change", "password-reset",
    "email-change", "devices", "account-delete", "signin-arabic"}
AGENTS = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
]


class Critic:
    """Looks at pages and notes what is wrong with them."""

    def __init__(self, person, views, suffix=""):
        self.person, self.browser = person, person.browser
        self.views, self.suffix = views, suffix
        self.faults = []

    def look(self, name):
        """Nothing sticks out sideways, axe is content, and a picture is kept where GATEHOUSE_SCREENSHOTS says: of some
        pages, of all with GATEHOUSE_ALL_SCREENSHOTS."""
        if name.endswith("errors") or name.endswith("throttled"):
            self.announced(name)
        for width, dark in self.views:
            resize(self.browser, width, 800)
            paint(self.browser, dark)
            where = f"{name} {width} {'dark' if dark else 'light'}"
            self.faults += [(where, *fault) for fault in violations(self.browser)]
            self.measure(where, width)
            self.keep_picture(name, width, dark)
        resize(self.browser, 320, 800)
        self.measure(f"{name} 320", 320)
        self.large_text(name)
        self.keyboard(name)

    def measure(self, where, width):
        broad = self.browser.execute_script("""
            const width = arguments[0], sticksOut = [], texts = "p, li, dd, h1, label, button";
            for (const element of document.querySelectorAll("body, body *")) {
                const box = element.getBoundingClientRect();
                const isOutside = box.right > width + 0.5 || box.left < -0.5;
                const isCut = element.matches(texts) && element.scrollWidth > element.clientWidth + 1;
                if (isOutside || isCut) sticksOut.push(element.outerHTML.slice(0, 200));
            }
            if (document.documentElement.scrollWidth > width) sticksOut.push("the page");
            return sticksOut;""", width)
        if broad:
            self.faults.append((where, "sticks out", broad))

    def large_text(self, name):
        """On a phone whose owner reads letters of twice the size, nothing sticks out and fields have room to type in."""
        resize(self.browser, 360, 800)
        self.browser.execute_script("document.documentElement.style.fontSize = '200%'")
        self.measure(f"{name} 360 200%", 360)
        narrow = self.browser.execute_script("""
            const wanted = "input:not([type=hidden], [type=checkbox], .unseen), select, textarea";
            const isNarrow = field => field.clientWidth < 0.9 * field.closest("form").clientWidth;
            return [...document.querySelectorAll(wanted)].filter(isNarrow).map(field => field.outerHTML);""")
        if narrow:
            self.faults.append((name, "no room to type", narrow))
        self.keep_picture(name, 360, False, "large")
        self.browser.execute_script("document.documentElement.style.fontSize = ''")

    def announced(self, name):
        """A form that was not taken: the title says so, the summary has the focus, and its links lead to the fields."""
        if not self.browser.find_elements(By.CSS_SELECTOR, ".errors"):
            self.faults.append((name, "says nothing of errors", self.browser.title))
            return
        if self.browser.switch_to.active_element.get_attribute("class") != "errors":
            self.faults.append((name, "the summary has no focus", self.browser.title))
        if not self.browser.title.startswith(ERROR[self.person.language]):
            self.faults.append((name, "the title does not tell", self.browser.title))
        for link in self.browser.find_elements(By.CSS_SELECTOR, ".errors a"):
            link.click()
            if self.browser.switch_to.active_element.get_attribute("aria-invalid") != "true":
                self.faults.append((name, "a link of the summary leads to no field", link.text))

    def keyboard(self, name):
        """Tab reaches all there is to reach, and one sees where one is."""
        wanted = "a[href], button, input:not([type=hidden], [tabindex='-1']), select, textarea"
        count = len(self.browser.find_elements(By.CSS_SELECTOR, wanted))
        reached = set()
        for _ in range(count + 1):  # one more, as the end of the page comes in between
            ActionChains(self.browser).send_keys(Keys.TAB).perform()
            number, html, style, width = self.browser.execute_script("""
                const found = document.activeElement, style = getComputedStyle(found);
                const number = [...document.querySelectorAll(arguments[0])].indexOf(found);
                return [number, found.outerHTML, style.outlineStyle, parseFloat(style.outlineWidth)]""", wanted)
            if number < 0:
                continue
            reached.add(number)
            if style != "solid" or width < 2:
                self.faults.append((name, "focus is not to be seen", html[:200]))
        if len(reached) < count:
            self.faults.append((name, "not all is reached by Tab", sorted(reached)))

    def keep_picture(self, name, width, dark, size=""):
        folder = os.environ.get("GATEHOUSE_SCREENSHOTS")
        name += self.suffix
        is_wanted = name in SCREENSHOTS and not size or "GATEHOUSE_ALL_SCREENSHOTS" in os.environ
        if not folder or not is_wanted:
            return
        # As much as there is of the page, without the edge of a window.
        height = self.browser.execute_script("return document.documentElement.scrollHeight")
        resize(self.browser, width, max(height, 800 if width < 600 else 720))
        scheme = "dark" if dark else "light"
        name = "-".join([name, SIZES[width], scheme] + ([size] if size else []))
        self.browser.save_screenshot(str(pathlib.Path(folder) / f"{name}.png"))

    def press(self, **values):
        """Fills the page's first form in and sends it as a browser that checks nothing itself."""
        self.browser.execute_script("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        fill(self.browser, **values)
        self.person.leave(self.browser.find_element(By.CSS_SELECTOR, "main button[type=submit]"))


ALL_VIEWS = [(1280, False), (1280, True), (360, False), (360, True)]


@pytest.mark.parametrize(
    "language, direction, views, suffix",
    [("en", "ltr", ALL_VIEWS, ""), ("de", "ltr", [(360, False)], "-german"), ("ar", "rtl", [(360, False)], "-arabic")],
    ids=["english", "german", "arabic"])
def test_every_page_in_every_state_fits_and_can_be_read_and_used_by_keyboard(
        make_site, mail, language, direction, views, suffix):
    browser = make_browser()
    try:
        site = make_site(GATEHOUSE_SIGNUPS_PER_ADDRESS="1")
        ada = Person(browser, site, mail, email=f"ada.{language}@example.com", languages=language)
        critic = Critic(ada, views, suffix)
        visit_signed_out(ada, critic)
        visit_signed_in(ada, critic)
        visit_links_of_mails(make_site, ada, critic)
        page = browser.find_element(By.TAG_NAME, "html")
        assert (page.get_attribute("lang"), page.get_attribute("dir")) == (language, direction)
        if language == "en":  # it takes its time
            visit_without_database(ada, critic)
        assert not critic.faults, "\n".join(map(str, critic.faults))
    finally:
        browser.quit()


@pytest.mark.parametrize(
    "language, views, suffix",
    [("en", ALL_VIEWS, ""), ("de", [(360, False)], "-german"), ("ar", [(360, False)], "-arabic")],
    ids=["english", "german", "arabic"])
def test_the_steps_of_the_gate_and_a_feature_fit_and_can_be_read_and_used_by_keyboard(
        gate_site, language, views, suffix):
    browser = make_browser()
    try:
        ada = Person(browser, gate_site, None, email=f"gate.{language}@example.com", languages=language)
        critic = Critic(ada, views, suffix)
        visit_gate(ada, critic)
        assert ada.language == language
        assert not critic.faults, "\n".join(map(str, critic.faults))
    finally:
        browser.quit()


def visit_gate(ada, critic):
    ada.open("/signup/")
    critic.press(email=ada.email, password=ada.password, password_retype=ada.password)
    assert ada.path == "/signin/verify-email/"
    assert ada.ask("GET", f"/demand/?email={ada.email}").ok
    critic.look("gate-verify-email")
    critic.press()
    assert ada.path == "/signin/verify-email/" and len(ada.messages) == 1
    critic.look("gate-verify-email-message")
    assert ada.ask("GET", f"/verify/?email={ada.email}").ok
    critic.press()
    assert ada.path == "/signin/new-password/"
    critic.look("gate-new-password")
    critic.press(password="short", password_retype="other")
    critic.look("gate-new-password-errors")
    critic.press(password="another horse", password_retype="another horse")
    assert ada.path == "/favourite-colour/"
    critic.look("favourite-colour")
    critic.press(colour="")
    critic.look("favourite-colour-errors")
    critic.press(colour="green")
    assert ada.path == "/index/"
    critic.look("index-favourite-colour")


def visit_signed_out(ada, critic):
    ada.open("/signin/")
    critic.look("signin")
    critic.press(email="nobody@example.com", password="wrong")
    critic.look("signin-errors")
    ada.open("/signup/")
    critic.look("signup")
    critic.press(**(ADA | {"email": "no address", "password_retype": "other", "first_name": ""}))
    critic.look("signup-errors")
    fill(ada.browser, password="correct horse")
    for button in ada.browser.find_elements(By.CSS_SELECTOR, "button[type=button]"):
        button.click()
    critic.look("signup-shown")
    ada.open("/signup/")
    critic.press(**(ADA | {"email": ada.email}))
    assert ada.path == "/index/" and len(ada.messages) == 2
    critic.look("index-messages")
    ada.leave(ada.browser.find_element(By.CSS_SELECTOR, "form[action='/signout/'] button"))
    ada.open(first_link(ada, ada.email))
    critic.look("email-verification-signed-out")
    critic.press(password="wrong")
    critic.look("email-verification-signed-out-errors")
    ada.open("/signup/")
    critic.press(**(ADA | {"email": "second@example.com"}))
    critic.look("signup-throttled")
    ada.open("/password/reset/")
    critic.look("password-reset")
    critic.press(email="no address")
    critic.look("password-reset-errors")
    ada.open("/nowhere")
    critic.look("not-found")
    form = f"<form method=post action={ada.site.url}/signout/><button type=submit>A prize</button></form>"
    ada.open("data:text/html," + form)
    ada.press("A prize")
    critic.look("forbidden")


def visit_signed_in(ada, critic):
    ada.open("/signin/")
    critic.press(email=ada.email, password=ada.password)
    assert ada.path == "/index/"
    critic.look("index-to-confirm")
    ada.open("/email/verify/")
    critic.look("email-verification")
    ada.open(first_link(ada, ada.email))
    critic.look("email-verification-link")
    critic.press()
    assert ada.path == "/index/" and len(ada.messages) == 1
    critic.look("index-message")
    ada.open("/index/")
    critic.look("index")
    ada.open("/email/verify/")
    critic.look("email-verified")
    ada.open("/profile/")
    critic.look("profile")
    critic.press(first_name="", last_name="")
    critic.look("profile-errors")
    ada.open("/password/change/")
    critic.look("password-change")
    critic.press(current_password="wrong", password="short", password_retype="other")
    critic.look("password-change-errors")
    ada.open("/devices/")
    critic.look("devices-one")
    for agent in AGENTS:
        Device(ada, agent)
    ada.open("/devices/")
    assert all("UTC" not in time.text for time in ada.browser.find_elements(By.TAG_NAME, "time")), "in one's own zone"
    critic.look("devices")
    ada.open("/signin/?again=1&next=/profile/")
    critic.look("signin-again")
    ada.open("/email/change/")
    critic.look("email-change")
    critic.press(email="no address", password="wrong")
    critic.look("email-change-errors")
    new = f"a-rather-long-address-of-a-person-with-much-to-say-{ada.language}@mail.department.example.com"
    ada.open("/email/change/")
    critic.press(email=new, password=ada.password)
    ada.open(first_link(ada, new))
    critic.look("email-change-link")
    ada.open("/account/delete/")
    critic.look("account-delete")
    critic.press(password="wrong")
    critic.look("account-delete-errors")
    critic.press(password=ada.password)
    assert ada.path == "/signin/"
    assert is_drawn_from_left_to_right(ada.browser, r"\d{4}-\d\d-\d\d"), "in a text of any direction"
    critic.look("signin-deletion-planned")
    critic.press(email=ada.email, password=ada.password)
    assert ada.path == "/index/"
    critic.look("index-kept")


def is_drawn_from_left_to_right(browser, pattern):
    """Whether each character of what the page's messages have of a pattern is drawn right of the one before."""
    return browser.execute_script("""
        const walker = document.createTreeWalker(document.querySelector(".message"), NodeFilter.SHOW_TEXT);
        for (let node; node = walker.nextNode();) {
            const found = new RegExp(arguments[0]).exec(node.data);
            if (!found) continue;
            const places = [...found[0]].map((_, number) => {
                const range = new Range();
                range.setStart(node, found.index + number);
                range.setEnd(node, found.index + number + 1);
                return range.getBoundingClientRect().left;
            });
            return places.every((place, number) => number === 0 || place > places[number - 1]);
        }
        return false;""", pattern)


def visit_links_of_mails(make_site, ada, critic):
    ada.ask("POST", "/password/reset/", data={"email": ada.email})
    ada.open(first_link(ada, ada.email, "/password/reset/"))
    critic.look("password-new")
    critic.press(password="short", password_retype="other")
    critic.look("password-new-errors")
    strict = Person(
        ada.browser, make_site(GATEHOUSE_EMAIL_VERIFICATION="required"), ada.mail, f"eve.{ada.language}@example.com",
        ada.headers["Accept-Language"])
    strict.open("/signup/")
    critic.press(**(ADA | {"email": strict.email}))
    strict.open(first_link(strict, strict.email))
    critic.look("signup-link")


def visit_without_database(ada, critic):
    mongod = ada.site.mongod()
    os.kill(mongod, signal.SIGKILL)
    wait_until(lambda: not is_running(mongod))
    ada.open("/signin/")
    critic.press(email=ada.email, password=ada.password)
    critic.look("unavailable")
    answer = ada.ask("GET", "/readyz")
    assert answer.status_code == 503


def first_link(person, address, path="/"):
    """The link of the first mail to an address whose link leads below a path, in whatever language."""
    def found():
        links = [mail.link for mail in person.mail.unread(address).values()]
        return next((link for link in links if link.startswith(person.site.url + path)), None)

    wait_until(found)
    return found()
