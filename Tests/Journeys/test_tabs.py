"""Two tabs of one browser, and its Back button."""
from playwright.sync_api import expect

from browsing import address_step, heading, new_person, password_step, sign_in, sign_out


def test_a_sign_in_that_was_begun_in_three_tabs_leads_each_to_where_it_was_going(server, visitor):
    """The forms that were open while another tab signed in are still good, and no tab ends what another one began."""
    first = visitor()
    person = new_person(server, "tia@tabs.example", "Tia")
    second, third = first.context.new_page(), first.context.new_page()
    for page, path in ((first, "/profile"), (second, "/activity"), (third, "/profile/addresses")):
        page.goto(server.id + path)
        expect(page.get_by_label("E-mail address")).to_be_visible()
    address_step(first, person.email)
    address_step(second, person.email)
    password_step(first, person.password)
    expect(heading(first)).to_have_text("Your profile")
    password_step(second, person.password)
    expect(heading(second)).to_have_text("Activity")
    third.get_by_label("E-mail address").fill(person.email)
    third.get_by_role("button", name="Continue").click()
    password_step(third, person.password)
    expect(heading(third)).to_have_text("Your addresses")
    first.reload()
    expect(heading(first)).to_have_text("Your profile")


def test_back_changes_the_address_before_the_password_and_breaks_nothing_after_it(server, visitor, examined):
    page = visitor()
    person = new_person(server, "bo@tabs.example", "Bo")
    page.goto(server.id + "/profile")
    address_step(page, "somebody.else@tabs.example")
    page.go_back()
    expect(page.get_by_label("E-mail address")).to_be_visible()
    address_step(page, person.email)
    expect(page.get_by_role("main")).to_contain_text(person.email)
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Your profile")
    page.go_back()
    # The password is not asked for again: the page goes on to where it was going.
    expect(heading(page)).to_have_text("Your profile")
    page.go_back()
    expect(page.get_by_label("E-mail address")).to_be_visible()
    examined(page)
    address_step(page, person.email)
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Your profile")


def test_a_form_sent_after_another_tab_signed_out_asks_to_sign_in_and_returns_to_its_page(server, visitor, examined):
    first = visitor()
    person = new_person(server, "oda@tabs.example", "Oda")
    sign_in(first, server.id + "/profile", person)
    second = first.context.new_page()
    second.goto(server.id + "/")
    sign_out(second)
    expect(heading(second)).to_have_text("You are signed out")
    first.get_by_label("Name").fill("Odalys")
    first.get_by_role("button", name="Save your profile").click()
    expect(first.get_by_label("E-mail address")).to_be_visible()
    examined(first)
    address_step(first, person.email)
    password_step(first, person.password)
    expect(heading(first)).to_have_text("Your profile")
    # What was sent while nobody was signed in has changed nothing.
    expect(first.get_by_label("Name")).to_have_value("Oda")
