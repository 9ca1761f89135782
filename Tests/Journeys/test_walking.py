"""From product to product: what is asked, what is not, and the one way out."""
import re

from playwright.sync_api import expect

from browsing import ADMINISTRATOR, MEMBER, example, heading, open_menu, sign_in, sign_out


def test_the_administrator_signs_in_once_and_walks_to_the_mail_panel(server, visitor):
    """Password and code at the dashboard, the offered join, then the mail panel with no question; signing out at the ID ends both."""
    page = visitor()
    sign_in(page, server.dashboard + "/billing", ADMINISTRATOR, join=True)
    expect(heading(page)).to_have_text("Join your two sign-ins?")
    # The two passwords are the same, and the code was just given: nothing is left to prove.
    page.get_by_role("button", name="Join both sign-ins").click()
    page.wait_for_url(server.dashboard + "/billing")
    expect(page.get_by_role("button", name=re.compile("All projects"))).to_have_count(0)
    expect(page.locator(".switchers")).to_contain_text("Administrator")

    page.goto(server.mail + "/")
    page.wait_for_url(server.mail + "/domains")
    expect(page.locator(".switchers")).to_contain_text("Admin")

    page.goto(server.id + "/")
    expect(page.get_by_role("link", name="Customer Dashboard")).to_be_visible()
    expect(page.get_by_role("link", name="Mail Control Panel")).to_be_visible()
    sign_out(page)
    expect(heading(page)).to_have_text("Sign out")
    page.get_by_role("button", name="Sign out").click()
    expect(heading(page)).to_have_text("You are signed out")
    for address in (server.dashboard + "/billing", server.mail + "/domains"):
        page.goto(address)
        expect(page.get_by_label("E-mail address")).to_be_visible()


def test_a_member_proves_both_passwords_before_one_sign_in_opens_both(server, visitor):
    """Before the join the dashboard's sign-in opens no mail panel; after it, either one opens both."""
    person, mail = (example("chlo.jansen.233@northwind.example", product) for product in ("dashboard", "mail"))
    page = visitor()
    sign_in(page, server.dashboard + "/messages", person)
    page.wait_for_url(server.dashboard + "/messages")
    page.goto(server.mail + "/")
    expect(page).not_to_have_url(re.compile("/domains"))
    expect(page.get_by_role("link", name="Domains")).to_have_count(0)
