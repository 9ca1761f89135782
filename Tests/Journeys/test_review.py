"""An administrator's review: who was away for long is left as they are or removed, and the activity says who looked."""
import json
import sqlite3

from playwright.sync_api import expect

from browsing import heading, new_person, sign_in


def test_an_administrator_reviews_who_was_away_and_it_is_on_record(server, visitor):
    boss_person = new_person(server, "head@alder.example", "Head of Alder")
    account = json.loads(server.command("account", "add", "Alder", "--administrator", boss_person.email, "--json").stdout)["id"]
    for name in ("Old One", "Old Two"):
        email = name.lower().replace(" ", ".") + "@alder.example"
        new_person(server, email, name)
        server.command("member", "add", account, email, "--role", "member")
    with sqlite3.connect(f"{server.data}/lanyard/id.db", timeout=30) as database:
        database.execute("UPDATE members SET created_at = created_at - 9000000000 WHERE account_id = ?", (account,))

    boss = visitor()
    sign_in(boss, server.dashboard + "/users", boss_person)
    boss.get_by_role("link", name="Review", exact=True).click()
    expect(boss.get_by_role("heading", name="2 people have not signed in for 90 days")).to_be_visible()
    expect(boss.get_by_role("heading", name="1 administrator signs in with one factor")).to_be_visible()
    idle = boss.locator("section, .panel").filter(has=boss.get_by_role("heading", name="2 people have not signed in"))
    idle.get_by_label("Choose Old Two").uncheck()
    idle.get_by_role("button", name="Continue").click()
    expect(boss.get_by_role("main")).to_contain_text("1 person stays as they are.")
    expect(boss.get_by_role("heading", name="1 person has not signed in for 90 days")).to_be_visible()
    idle = boss.locator("section, .panel").filter(has=boss.get_by_role("heading", name="1 person has not signed in"))
    idle.get_by_label("With those chosen").select_option(label="Remove")
    idle.get_by_role("button", name="Continue").click()
    boss.get_by_label("Type Alder to confirm").fill("Alder")
    boss.get_by_role("button", name="Remove 1 person").click()
    expect(heading(boss)).to_have_text("Users")
    expect(boss.get_by_role("heading", name="has not signed in for 90 days")).to_have_count(0)

    boss.goto(server.dashboard + "/users/activity")
    expect(boss.get_by_role("row").filter(has_text="Reviewed and left as they are")).to_contain_text("Old One")
    expect(boss.get_by_role("row").filter(has_text="Removed")).to_contain_text("Old Two")
