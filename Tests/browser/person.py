"""Somebody at a browser, as a person sees and does things there."""

import itertools
import uuid

import requests
from selenium.webdriver.common.by import By

from pages import ADA, fill, leave

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
COUNTER = itertools.count(1)


def new_address():
    return f"{uuid.uuid4().hex[:12]}@example.com"


def new_network():
    """A visitor's address, so that no test uses up what another one may do."""
    number = next(COUNTER)
    return f"198.51.{100 + number // 250}.{number % 250 + 1}"


class Person:
    """Somebody at a browser that holds nothing of before."""

    def __init__(self, browser, site, mail, email=None, languages=None):
        self.browser, self.site, self.mail = browser, site, mail
        self.email = email or new_address()
        self.password = ADA["password"]
        browser.execute_cdp_cmd("Network.enable", {})
        browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
        self.headers = {"X-Forwarded-For": new_network()} | ({"Accept-Language": languages} if languages else {})
        browser.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": self.headers})

    # What is seen

    @property
    def path(self):
        return self.browser.current_url.removeprefix(self.site.url)

    @property
    def text(self):
        return self.browser.find_element(By.TAG_NAME, "main").text

    @property
    def heading(self):
        return self.browser.find_element(By.TAG_NAME, "h1").text

    @property
    def messages(self):
        return [message.text for message in self.browser.find_elements(By.CSS_SELECTOR, ".message[role=status]")]

    @property
    def language(self):
        return self.browser.find_element(By.TAG_NAME, "html").get_attribute("lang")

    def value(self, name):
        return self.browser.find_element(By.NAME, name).get_attribute("value")

    def cookie(self, name="sessionid"):
        return next((cookie for cookie in self.browser.get_cookies() if cookie["name"] == name), None)

    # What is done

    def open(self, url="/"):
        self.browser.get(url if "://" in url else self.site.url + url)

    def follow(self, text):
        self.leave(self.browser.find_element(By.LINK_TEXT, text))

    def press(self, text):
        """Presses a button that sends a form, by what is written on it."""
        self.leave(self.browser.find_element(By.XPATH, f'//button[@type="submit"][normalize-space()="{text}"]'))

    def leave(self, element):
        leave(self.browser, element)

    def send(self, button, **values):
        """Fills the form in and sends it as a browser that checks nothing itself."""
        self.browser.execute_script("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
        fill(self.browser, **values)
        self.press(button)

    # What is done again and again

    def sign_up(self):
        """From the first page to the account, by the browser."""
        self.open()
        self.follow("Sign up")
        self.send("Create account", **(ADA | {"email": self.email, "password": self.password,
                                              "password_retype": self.password}))

    def sign_in(self, remember=None):
        """From the first page to the account's, by the browser."""
        self.open()
        fill(self.browser, email=self.email, password=self.password)
        box = self.browser.find_element(By.NAME, "remember")
        if remember is not None and box.is_selected() != remember:
            box.click()
        self.press("Sign in")

    def has_account(self):
        """An account made on the side, where a test is about something else, whose first mail is read."""
        data = ADA | {"email": self.email, "password": self.password, "password_retype": self.password}
        answer = self.ask("POST", "/signup/", data=data)
        assert answer.status_code == 302, answer.text
        # The session that comes with it is nobody's device.
        self.ask("POST", "/signout/", cookies=answer.cookies)
        self.first_link = self.mail.read(self.email, "Confirm your email address").link
        return self

    def has_confirmed_account(self):
        """An account made on the side, whose address its owner has confirmed."""
        self.has_account()
        path = self.first_link.removeprefix(self.site.url)
        answer = self.ask("POST", path, data={"password": self.password})
        assert answer.status_code == 302, answer.text
        return self

    def has_account_of_a_stranger(self):
        """Somebody else made an account with this person's address; the link of the mail about it."""
        data = ADA | {"email": self.email, "password": "a stranger's horse", "password_retype": "a stranger's horse"}
        assert self.ask("POST", "/signup/", data=data).status_code == 302
        return self.mail.read(self.email, "Confirm your email address").link

    def ask(self, method, path, **options):
        """A request of another browser, which is not kept."""
        headers = self.headers | SAME_ORIGIN | options.pop("headers", {})
        return requests.request(
            method, self.site.url + path, headers=headers, allow_redirects=False, timeout=60, **options)


class Device(requests.Session):
    """Another browser in which a person is signed in."""

    def __init__(self, person, agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"):
        super().__init__()
        self.site = person.site
        self.headers.update(SAME_ORIGIN | {"User-Agent": agent, "X-Forwarded-For": new_network()})
        data = {"email": person.email, "password": person.password}
        answer = self.post(f"{self.site.url}/signin/", data=data, allow_redirects=False)
        assert answer.status_code == 302, answer.text

    @property
    def is_signed_in(self):
        return self.get(f"{self.site.url}/index/", allow_redirects=False).status_code == 200
