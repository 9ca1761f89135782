"""Two sign-ins of one person with different addresses: joined after a preview, and separated again."""
from playwright.sync_api import expect

from browsing import heading, new_person, read_mail, sign_in


def test_two_sign_ins_are_joined_after_a_preview_and_separated_again(server, visitor, examined):
    one = new_person(server, "anna@joining.example", "Anna Berg")
    two = new_person(server, "anna.b@joining.example", "A. Berg")
    page = visitor()
    sign_in(page, server.id + "/", one)
    page.goto(server.id + "/accounts")
    page.get_by_role("link", name="Join another sign-in of yours").click()
    page.get_by_label("Its e-mail address or user name").fill(two.email)
    page.get_by_label("Its password").fill("not this one")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Nobody signs in with that and this password.")).to_be_visible()
    examined(page)
    page.get_by_label("Its password").fill(two.password)
    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_have_text("Join your two sign-ins?")
    expect(page.get_by_role("cell", name=two.email)).to_be_visible()
    examined(page)
    page.get_by_label("A. Berg").check()
    page.get_by_role("button", name="Join both sign-ins").click()
    expect(page.get_by_text("Your sign-ins are joined.")).to_be_visible()
    page.goto(server.id + "/profile")
    expect(page.get_by_label("Name", exact=True)).to_have_value("A. Berg")

    page.goto(server.id + "/accounts")
    page.get_by_role("link", name="Sign-ins that you joined").click()
    expect(page.get_by_text(two.email)).to_be_visible()
    examined(page)
    page.get_by_role("button", name="Separate them again").click()
    expect(page.get_by_text("They are separate again.")).to_be_visible()
    page.goto(server.id + "/profile")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Anna Berg")
    read_mail(page, server, two.email, "two again")
    other = visitor()
    sign_in(other, server.id + "/", two)
    expect(other.locator("details.person > summary")).to_contain_text("A")
