"""Closing an account: what is taken along, the day on every page, and how another administrator keeps it."""
import json

from playwright.sync_api import expect

from browsing import heading, new_person, read_mail, sign_in


def test_an_administrator_closes_the_account_and_another_keeps_it(server, visitor):
    boss_person = new_person(server, "head@larch.example", "Head of Larch")
    second_person = new_person(server, "second@larch.example", "Second of Larch")
    account = json.loads(server.command("account", "add", "Larch", "--administrator", boss_person.email, "--json").stdout)["id"]
    server.command("member", "add", account, second_person.email, "--role", "administrator")
    boss, second = visitor(), visitor()
    sign_in(boss, server.dashboard + "/settings", boss_person)
    boss.get_by_role("link", name="Close the account").click()
    expect(heading(boss)).to_have_text("Close Larch")
    with boss.expect_download() as download:
        boss.get_by_role("link", name="Download").click()
    assert len(json.loads(download.value.path().read_text(encoding="utf-8"))["members"]) == 2
    boss.get_by_label("Type Larch to confirm").fill("Lark")
    boss.get_by_role("button", name="Close the account in 14 days").click()
    expect(boss.get_by_role("main")).to_contain_text("Type the account’s name as it stands above: Larch.")
    boss.get_by_label("Type Larch to confirm").fill("larch")
    boss.get_by_role("button", name="Close the account in 14 days").click()
    expect(boss.get_by_role("main")).to_contain_text("Larch is being closed and ends here on")

    reader = visitor()
    read_mail(reader, server, second_person.email, "Larch is being closed")
    sign_in(second, server.dashboard + "/users", second_person)
    expect(second.get_by_role("main")).to_contain_text("Larch is being closed and ends here on")
    second.goto(server.dashboard + "/settings")
    second.get_by_role("link", name="Close the account").click()
    expect(second.get_by_role("main")).to_contain_text("Head of Larch asked for it.")
    second.get_by_role("button", name="Keep the account").click()
    expect(second.get_by_role("main")).to_contain_text("Larch stays.")
    expect(second.get_by_role("main")).not_to_contain_text("is being closed")
