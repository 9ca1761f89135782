"""What a person does in a browser: signing in, reading mail, going from page to page. Journeys and pictures use these functions."""
import dataclasses
import re
import time

from playwright.sync_api import Page, expect

from serving import ADMINISTRATOR_SECRET, PASSWORD, example_logins, totp

expect.set_options(timeout=15_000)
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}


@dataclasses.dataclass(frozen=True)
class Person:
    email: str
    password: str = PASSWORD
    secret: str | None = None

    @property
    def code(self):
        """The next code of their authenticator app. A code works once, so the next call uses the code of the next step
        (the server accepts a clock that is one step ahead)."""
        now = int(time.time() // 30)
        step = max(now, self.used.get(self.secret, 0) + 1)
        assert step <= now + 1, f"{self.email} signs in more often than the codes of two steps allow; use a kept session instead."
        self.used[self.secret] = step
        return totp(self.secret, step * 30)

    used = {}


ADMINISTRATOR = Person("administrator@northwind.example", secret=ADMINISTRATOR_SECRET)
MEMBER, SUPPORT, ASSOCIATE, IT_ADMIN = (Person(f"{name}@northwind.example") for name in ("member", "support", "associate", "it"))
# Until the sign-ins are joined, the same address is another person in the mail panel.
MAIL_ADMINISTRATOR = Person("administrator@northwind.example")


def example(email, product="dashboard"):
    """A person of the example data, by address."""
    row = next(row for row in example_logins() if row["email"] == email and row["product"] == product)
    return Person(email, row["password"], row["totp_secret"] or None)


# This Administrator is not the one in ADMINISTRATOR: a journey postpones the offer to join, and that lasts for 30 days.
ROLES = {
    "Administrator": example("priya.novak.265@northwind.example"), "Member": MEMBER, "Support Member": SUPPORT, "Associate": ASSOCIATE,
    "IT Admin": IT_ADMIN,
}


def new_person(server, email, name):
    """Somebody with a password, who has not signed in yet."""
    server.command("person", "add", email, "--name", name, "--password-stdin", input=PASSWORD + "\n")
    return Person(email)


def address_step(page: Page, email):
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your password")


def password_step(page: Page, password):
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def code_step(page: Page, code):
    page.get_by_label(re.compile("Code", re.I)).fill(code)
    page.get_by_role("button", name=re.compile("Sign in|Continue")).click()


def sign_in(page: Page, start, person, join=False):
    """Opens `start`, which asks for a sign-in, and signs in. Postpones an offer to join, unless `join`: then the offer stays open."""
    page.goto(start)
    address_step(page, person.email)
    password_step(page, person.password)
    if person.secret:
        expect(page).to_have_url(re.compile(r"/sign-in/second-factor\?flow="))
        code_step(page, person.code)
    expect(page).not_to_have_url(re.compile("/sign-in/"))
    if not join and "/join?" in page.url:
        page.get_by_role("button", name="Not now").click()
        expect(page).not_to_have_url(re.compile("/join"))


def add_app(page: Page, server, person):
    """Adds an authenticator app as the first second factor of who is signed in. The page shows recovery codes then."""
    page.goto(server.id + "/security/authenticator-app")
    person = dataclasses.replace(person, secret=page.locator("code[data-copy]").inner_text().replace(" ", ""))
    page.locator("input[name=code]").fill(person.code)
    page.locator("main form button.primary").click()
    recovery_codes(page)
    return person


def recovery_codes(page: Page):
    """The codes that the page shows."""
    expect(page.locator(".recovery-codes code")).to_have_count(10)
    return page.locator(".recovery-codes code").all_inner_texts()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def open_menu(page: Page):
    page.locator("details.person > summary").click()


def sign_out(page: Page):
    open_menu(page)
    page.get_by_role("button", name="Sign out").click()


def read_mail(page: Page, server, recipient, title):
    """Opens the newest mail with this title to this address in the example's mailbox."""
    page.goto(server.id + "/mailbox")
    row = page.get_by_role("row").filter(has_text=recipient).filter(has_text=title).first
    row.get_by_role("link").click()
    expect(heading(page)).to_contain_text(title)


def mailed_link(page: Page, part):
    """The first link with `part` in its address, in the mail that is open."""
    return page.locator(f"main a[href*='{part}']").first.get_attribute("href")
