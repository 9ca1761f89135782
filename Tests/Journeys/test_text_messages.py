"""Codes by text message: the telephone is proved before it counts, and then asks for one at each sign-in."""
import re

from playwright.sync_api import expect

from browsing import address_step, code_step, heading, new_person, password_step, read_mail, sign_in, sign_out

NUMBER = "+46701740605"


def sent_code(page, server, number=NUMBER):
    """The code in the newest text message to the number, read on a page of its own."""
    reader = page.context.new_page()
    read_mail(reader, server, number, "is your sign-in code")
    code = re.search(r"\b(\d{6}) is your sign-in code", reader.get_by_role("main").inner_text())[1]
    reader.close()
    return code


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_telephone_counts_once_its_code_was_entered_and_is_asked_for_from_then_on(server, visitor, examined):
    page = visitor()
    person = new_person(server, "tel@messages.example", "Tel")
    sign_in(page, server.id + "/", person)
    page.get_by_role("link", name="Change how you sign in").click()
    page.get_by_role("link", name="Add a telephone").click()
    page.get_by_label("Telephone number").fill("070-174 06 05")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the number with its country")
    page.get_by_label("Telephone number").fill("+46 70 174 06 05")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("main")).to_contain_text("your number ending in 05")
    first = sent_code(page, server)
    page.get_by_role("button", name="Send a new code").click()
    expect(page.get_by_role("alert")).to_contain_text("A code was sent less than 30 seconds ago.")
    assert sent_code(page, server) == first
    examined(page)
    page.get_by_label("Code from the text message").fill(other_than(first))
    page.get_by_role("button", name="Add the telephone").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    other = page.context.new_page()
    other.goto(server.id + "/")
    expect(other.get_by_text("Password only")).to_be_visible()
    page.get_by_label("Code from the text message").fill(first)
    page.get_by_role("button", name="Add the telephone").click()
    expect(heading(page)).to_have_text("Recovery codes")
    page.get_by_role("button", name="I have saved them").click()
    expect(page.get_by_text("Codes by text message to the number ending in 05, since")).to_be_visible()
    read_mail(other, server, person.email, "Codes by text message were added")
    sign_out(page)

    page.goto(server.id + "/profile")
    address_step(page, person.email)
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Enter the code we sent")
    expect(page.get_by_role("main")).to_contain_text("your number ending in 05")
    expect(page.get_by_role("main")).not_to_contain_text("174")
    second = sent_code(page, server)
    code_step(page, other_than(second))
    expect(page.get_by_role("alert")).to_contain_text("That code is not right, or no longer works.")
    examined(page)
    code_step(page, second)
    expect(heading(page)).to_have_text("Your profile")
