"""Somebody guesses at a password until no more guesses are taken, and its owner gets in all the same."""
from playwright.sync_api import expect

from browsing import (
    add_app, address_step, code_step, heading, mailed_link, new_person, password_step, read_mail, sign_in, sign_out)
from test_passkeys import plug_in, without_autofill

LOCKED = "Somebody tries passwords at your sign-in"


def lock(page, server, person):
    """Guesses at the person's password, from a browser that nobody is known in, until the page says to wait."""
    page.goto(server.id + "/profile")
    address_step(page, person.email)
    for _ in range(5):
        password_step(page, "not this one")
        expect(page.get_by_role("alert")).to_contain_text("does not belong to this address")
    for guess in ("nor this one", person.password):
        password_step(page, guess)
        expect(heading(page)).to_have_text("Too many tries")
        expect(page.get_by_text("Try again in 5 minutes.")).to_be_visible()
        page.goto(page.url)
        expect(heading(page)).to_have_text("Enter your password")
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Too many tries")


def test_a_lock_keeps_out_neither_a_browser_that_its_owner_used_before_nor_a_passkey(server, visitor, examined):
    """The mail about the lock comes once, however often the guesser goes on."""
    owner = visitor()
    without_autofill(owner)
    plug_in(owner)
    person = new_person(server, "ola@locked.example", "Ola")
    owner.goto(server.id + "/profile")
    address_step(owner, person.email)
    password_step(owner, person.password)
    owner.get_by_role("button", name="Make a passkey").click()
    expect(heading(owner)).to_have_text("Your profile")
    sign_out(owner)
    stranger = visitor()
    lock(stranger, server, person)
    examined(stranger)

    owner.goto(server.id + "/profile")
    owner.get_by_role("button", name=person.email).first.click()
    password_step(owner, person.password)
    expect(heading(owner)).to_have_text("Your profile")
    read_mail(owner, server, person.email, LOCKED)
    expect(owner.get_by_role("main")).to_contain_text("You get in at once in a browser you signed in with before")
    owner.goto(server.id + "/mailbox")
    expect(owner.get_by_role("row").filter(has_text=person.email).filter(has_text=LOCKED)).to_have_count(1)

    # Now the same browser is as unknown as the stranger's, whose way stays shut.
    owner.context.clear_cookies()
    owner.goto(server.id + "/profile")
    address_step(owner, person.email)
    password_step(owner, person.password)
    expect(heading(owner)).to_have_text("Too many tries")
    owner.goto(server.id + "/profile")
    owner.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading(owner)).to_have_text("Your profile")


def test_a_new_password_by_mail_ends_a_lock_and_the_second_factor_is_still_asked_for(server, visitor):
    """From the page that says to wait."""
    owner = visitor()
    person = new_person(server, "eva@locked.example", "Eva")
    sign_in(owner, server.id + "/", person)
    person = add_app(owner, server, person)
    page = visitor()
    lock(page, server, person)
    page.get_by_role("link", name="Set a new password").click()
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    expect(heading(page)).to_have_text("Check your mail")
    read_mail(page, server, person.email, "Set your password")
    page.goto(mailed_link(page, "/set-password"))
    page.get_by_label("New password").fill("eleven slow trains at dawn")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set.")
    page.get_by_role("button", name="Continue").click()
    password_step(page, "eleven slow trains at dawn")
    expect(heading(page)).to_have_text("Enter the code from your app")
    page.goto(server.id + "/profile")
    expect(page.get_by_label("E-mail address")).to_be_visible()
    address_step(page, person.email)
    password_step(page, "eleven slow trains at dawn")
    code_step(page, person.code)
    expect(heading(page)).to_have_text("Your profile")
    # Whoever was signed in with the old password is out.
    owner.goto(server.id + "/profile")
    expect(owner.get_by_label("E-mail address")).to_be_visible()
