"""The codes on paper: from the page that shows them once to the last of them."""
import os
import pathlib
import sqlite3

from playwright.sync_api import expect

from browsing import (
    add_app, address_step, heading, new_person, password_step, read_mail, recovery_codes, sign_in, sign_out)


def enter_code(page, server, person, code):
    """Signs in with a recovery code in place of the authenticator app."""
    page.context.clear_cookies()
    page.goto(server.id + "/")
    address_step(page, person.email)
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Enter the code from your app")
    page.get_by_role("link", name="I cannot use this").click()
    page.get_by_role("link", name="Use a recovery code").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Sign in").click()


def prove_with_code(page, server, code):
    """Shows with a code that it is them, as for a change more than five minutes after the sign-in."""
    with sqlite3.connect(os.path.join(server.data, "lanyard", "id.db"), timeout=30) as database:
        database.execute("UPDATE session_proofs SET factor_at = factor_at - 6 * 60000")
    database.close()
    page.goto(server.id + "/security/proof?return_to=/&with=recovery-code")
    expect(heading(page)).to_have_text("Show that it is you")
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(heading(page)).to_contain_text("Hello")


def test_recovery_codes_come_with_the_first_factor_and_each_works_once(server, visitor, examined):
    """They are shown once, and can be saved as a file meanwhile. A mail says how many are left."""
    page = visitor()
    person = new_person(server, "rea@codes.example", "Rea")
    sign_in(page, server.id + "/", person)
    page.goto(server.id + "/security/recovery-codes")
    expect(page.get_by_role("main")).to_contain_text("Recovery codes come with a second factor")
    person = add_app(page, server, person)
    examined(page)
    codes = recovery_codes(page)
    assert len(set(codes)) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Save as a file").click()
    assert download.value.suggested_filename == "recovery-codes.txt"
    lines = pathlib.Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert person.email in lines[0]
    assert lines[-10:] == codes
    page.get_by_role("button", name="I have saved them").click()
    expect(heading(page)).to_have_text("Hello Rea")
    page.goto(server.id + "/security/recovery-codes/file")
    expect(page.get_by_role("status")).to_contain_text("The codes are no longer shown.")
    expect(page.get_by_role("main")).to_contain_text("10 codes left of 10")
    expect(page.locator(".recovery-codes")).to_have_count(0)

    # As it is read from paper, in capitals and without dashes.
    enter_code(page, server, person, codes[0].replace("-", " ").upper())
    expect(heading(page)).to_have_text("Hello Rea")
    sign_out(page)
    enter_code(page, server, person, codes[0])
    expect(page.get_by_role("alert")).to_contain_text("not one of yours, or was used already")
    examined(page)
    page.get_by_label("Recovery code").fill(codes[9])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("8 codes left")).to_be_visible()
    read_mail(page, server, person.email, "A recovery code was used")
    expect(page.get_by_role("main")).to_contain_text("8 codes are left. Cross it off your list.")


def test_whoever_has_three_recovery_codes_left_is_told_to_make_new_ones(server, visitor, examined):
    """The new set makes the codes of the old one useless."""
    page = visitor()
    person = new_person(server, "mio@codes.example", "Mio")
    sign_in(page, server.id + "/", person)
    person = add_app(page, server, person)
    codes = recovery_codes(page)
    for code in codes[:6]:
        prove_with_code(page, server, code)
    expect(page.get_by_text("4 codes left")).to_be_visible()
    expect(page.get_by_text("Few left")).to_have_count(0)
    enter_code(page, server, person, codes[6])
    expect(page.get_by_text("3 codes left")).to_be_visible()
    expect(page.get_by_text("Few left")).to_be_visible()
    expect(page.get_by_text("You have 3 recovery codes left. Make a new set.")).to_be_visible()
    examined(page)
    read_mail(page, server, person.email, "A recovery code was used")
    expect(page.get_by_role("main")).to_contain_text("3 codes are left. Make new ones in your ID before they run out.")

    page.goto(server.id + "/security/recovery-codes")
    expect(page.get_by_text("Few left")).to_be_visible()
    page.get_by_role("button", name="Make ten new codes").click()
    expect(page.get_by_role("status")).to_contain_text("Those from before no longer work.")
    new = recovery_codes(page)
    assert not set(new) & set(codes)
    read_mail(page, server, person.email, "New recovery codes were made")
    enter_code(page, server, person, codes[7])
    expect(page.get_by_role("alert")).to_contain_text("not one of yours")
    page.get_by_label("Recovery code").fill(new[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("9 codes left")).to_be_visible()
