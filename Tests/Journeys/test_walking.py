"""Going from one product to the other: when a sign-in is asked for, when it is not, and the sign-out from both."""
import re

from playwright.sync_api import expect

from browsing import ADMINISTRATOR, address_step, example, heading, password_step, sign_in, sign_out


def test_the_administrator_signs_in_once_and_walks_to_the_mail_panel(server, visitor):
    """Password and code at the dashboard, the offered join, then the mail panel with no question; signing out at the ID ends both."""
    page = visitor()
    sign_in(page, server.dashboard + "/billing", ADMINISTRATOR, join=True)
    expect(heading(page)).to_have_text("Join your two sign-ins?")
    # The two passwords are the same, and the code was just given: nothing is left to prove.
    page.get_by_role("button", name="Join both sign-ins").click()
    page.wait_for_url(server.dashboard + "/billing")
    expect(page.locator(".switchers")).to_contain_text("Administrator")

    page.goto(server.mail + "/")
    page.wait_for_url(server.mail + "/domains")
    expect(page.locator(".switchers")).to_contain_text("Admin")

    page.goto(server.id + "/")
    for product in ("Customer Dashboard", "Mail Control Panel"):
        expect(page.get_by_role("link", name=product)).to_be_visible()
    sign_out(page)
    expect(heading(page)).to_have_text("You are signed out")
    for address in (server.dashboard + "/billing", server.mail + "/domains"):
        page.goto(address)
        expect(page.get_by_label("E-mail address")).to_be_visible()


def test_a_member_proves_both_passwords_before_one_sign_in_opens_both(server, visitor):
    """Before the join the dashboard's sign-in does not open the mail panel; after it either sign-in opens both."""
    email = "chlo.jansen.233@northwind.example"
    dashboard, mail = (example(email, product) for product in ("dashboard", "mail"))
    page = visitor()
    sign_in(page, server.dashboard + "/messages", dashboard)
    page.wait_for_url(server.dashboard + "/messages")

    page.goto(server.mail + "/")
    expect(heading(page)).to_have_text("No access to Mail Control Panel yet")
    page.get_by_role("link", name="Bring in my Mail Control Panel sign-in").click()
    expect(heading(page)).to_have_text("Join your two sign-ins?")
    question = page.get_by_label("Password for Mail Control Panel")
    question.fill(dashboard.password)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("not the password of that sign-in")
    question.fill(mail.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Join both sign-ins").click()
    page.wait_for_url(server.mail + "/domains")
    page.goto(server.dashboard + "/messages")
    expect(heading(page)).to_have_text("Messages")

    other = visitor()
    sign_in(other, server.mail + "/", dashboard, join=True)
    other.wait_for_url(server.mail + "/domains")
    other.goto(server.dashboard + "/messages")
    expect(other).to_have_url(server.dashboard + "/messages")
    expect(heading(other)).to_have_text("Messages")

    # The password that was given up at the join does not sign in any more.
    third = visitor()
    third.goto(server.mail + "/")
    address_step(third, email)
    password_step(third, mail.password)
    expect(third.get_by_role("alert")).to_contain_text("does not belong to this address")


def test_a_second_browser_keeps_its_session_when_the_first_signs_out_of_a_product(server, visitor):
    """Signing out ends this browser's sessions, in both products, and nobody else's."""
    person = example("hana.rossi.188@northwind.example")
    first, second = visitor(), visitor()
    for page in (first, second):
        sign_in(page, server.dashboard + "/overview", person)
        page.wait_for_url(server.dashboard + "/overview")
    sign_out(first)
    expect(first).not_to_have_url(re.compile("/overview"))
    first.goto(server.dashboard + "/overview")
    expect(first.get_by_label("E-mail address")).to_be_visible()
    second.goto(server.dashboard + "/overview")
    expect(heading(second)).to_have_text("Overview")
