"""Somebody new makes an ID and an account; their browser knows their address from then on."""
import re

from playwright.sync_api import expect

from browsing import heading, mailed_link, password_step, read_mail

ADDRESS = "nea.new@fresh.example"
PASSWORD = "seven quiet harbours at night"


def test_somebody_new_opens_an_account_and_comes_back(server, visitor):
    """From the product's own sign-in; the strength of the password is told while it is typed; "Not you?" forgets the address."""
    page = visitor()
    page.goto(server.dashboard + "/")
    page.get_by_role("link", name="Create an ID").click()
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Send the link").click()
    mail = visitor()
    read_mail(mail, server, ADDRESS, "Create your ID")
    page.goto(mailed_link(mail, "/register/finish"))
    page.get_by_label("Your name").fill("Nea New")
    page.get_by_label("Company or team").fill("Fresh Fish")
    password = page.get_by_label("Choose a password")
    expect(page.locator(".strength")).to_have_text("")
    password.press_sequentially("fresh fish fresh")
    expect(page.locator(".strength")).to_have_text(re.compile("guessed quickly"))
    password.fill(PASSWORD)
    expect(page.locator(".strength")).to_have_text(re.compile("Strong|Good"))
    page.get_by_role("button", name="Create my ID").click()
    page.wait_for_url(server.dashboard + "/overview")
    expect(page.locator(".switchers")).to_contain_text("Fresh Fish")
    expect(page.locator(".switchers")).to_contain_text("Administrator")
    page.goto(server.id + "/sign-out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(server.dashboard + "/")
    page.get_by_role("button", name=ADDRESS).first.click()
    expect(heading(page)).to_have_text("Enter your password")
    password_step(page, PASSWORD)
    page.wait_for_url(server.dashboard + "/overview")
    page.goto(server.id + "/sign-out")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(server.id + "/sign-in")
    page.get_by_role("button", name="Not you?").click()
    expect(page.get_by_role("button", name=ADDRESS)).to_have_count(0)
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_a_new_password_is_judged_without_a_script_too(server, visitor):
    """The rule stands on the page, and the answer says what is wrong."""
    address = "noscript@fresh.example"
    page = visitor(java_script_enabled=False)
    page.goto(server.id + "/register")
    page.get_by_label("E-mail address").fill(address)
    page.get_by_role("button", name="Send the link").click()
    mail = visitor()
    read_mail(mail, server, address, "Create your ID")
    page.goto(mailed_link(mail, "/register/finish"))
    expect(page.get_by_text("At least 15 characters")).to_be_visible()
    page.get_by_label("Your name").fill("No Script")
    page.get_by_label("Company or team").fill("Scriptless")
    page.get_by_label("Choose a password").fill("scriptless")
    page.get_by_role("button", name="Create my ID").click()
    expect(page.get_by_role("alert")).to_contain_text("at least 15 characters")
    expect(page.get_by_label("Company or team")).to_have_value("Scriptless")
