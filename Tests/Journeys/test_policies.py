"""An account's policies, from the settings to the person whom they stop at the door, who gets in again by doing what is asked."""
import json

from playwright.sync_api import expect

from browsing import address_step, heading, new_person, password_step, sign_in


def test_a_sign_in_that_is_too_old_is_asked_for_again_and_leads_back_to_the_page(server, visitor):
    boss_person = new_person(server, "head@maple.example", "Head of Maple")
    it_person = new_person(server, "it@maple.example", "Ida Maple")
    account = json.loads(server.command("account", "add", "Maple", "--administrator", boss_person.email, "--json").stdout)["id"]
    server.command("member", "add", account, it_person.email, "--role", "it-admin")
    boss, it = visitor(), visitor()
    sign_in(it, server.dashboard + "/users", it_person)

    sign_in(boss, server.dashboard + "/settings", boss_person)
    boss.get_by_role("link", name="Change it").click()
    expect(heading(boss)).to_have_text("Signing in and inviting")
    expect(boss.get_by_role("main")).to_contain_text("You signed in from 127.0.0.1.")
    boss.get_by_label("Those who manage people without being administrators invite too").uncheck()
    boss.get_by_label("From which networks").fill("10.0.0.0/8")
    boss.get_by_role("button", name="Save").click()
    expect(boss.get_by_role("main")).to_contain_text("This would shut you out yourself.")
    expect(boss.get_by_label("From which networks")).to_have_value("10.0.0.0/8")
    boss.get_by_label("From which networks").fill("10.0.0.0/8\n127.0.0.1")
    boss.get_by_label("With a passkey or a security key").check()
    boss.get_by_role("button", name="Save").click()
    expect(boss.get_by_role("main")).to_contain_text("Sign in with a passkey or a security key first")
    boss.get_by_label("As they like").check()
    boss.get_by_role("button", name="Save").click()
    expect(boss.get_by_role("main")).to_contain_text("Saved. It holds from now on.")

    it.goto(server.dashboard + "/users/invite")
    it.get_by_label("E-mail address").fill("somebody@maple.example")
    it.get_by_label("Associate").check()
    it.get_by_role("button", name="Send the invitation").click()
    expect(it.get_by_role("main")).to_contain_text("In this account, only an Administrator invites people.")

    # The operator's command holds as the page does. Whoever is outside is told so, and what to do.
    server.command("account", "change", account, "--network", "192.0.2.0/24")
    it.goto(server.dashboard + "/users")
    expect(heading(it)).to_have_text("Maple asks for another sign-in")
    expect(it.get_by_role("main")).to_contain_text("from certain networks only")
    server.command("account", "change", account, "--network", "anywhere", "--session-hours", "1")
    it.goto(server.dashboard + "/users")
    expect(heading(it)).to_have_text("Users")
    server.command("account", "change", account, "--sign-in", "passkeys", "--session-hours", "0")
    it.goto(server.dashboard + "/users")
    expect(it.get_by_role("main")).to_contain_text("with a passkey or a security key")
    it.get_by_role("link", name="Sign in again").click()
    address_step(it, it_person.email)
    password_step(it, it_person.password)
    expect(heading(it)).to_have_text("Maple asks for another sign-in")
    server.command("account", "change", account, "--sign-in", "any")
    it.reload()
    expect(heading(it)).to_have_text("Users")
