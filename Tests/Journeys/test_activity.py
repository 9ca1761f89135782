"""What happened in an account: read on a page, narrowed, kept as a file; and the log under it, verified by the operator."""
import csv
import io
import json

from playwright.sync_api import expect

from browsing import heading, new_person, sign_in


def test_an_administrator_finds_who_suspended_somebody_and_the_operator_proves_the_log(server, visitor):
    boss_person = new_person(server, "head@birch.example", "Head of Birch")
    it_person = new_person(server, "it@birch.example", "Ida Tell")
    new_person(server, "sam@birch.example", "Sam Oak")
    account = json.loads(server.command("account", "add", "Birch", "--administrator", boss_person.email, "--json").stdout)["id"]
    server.command("member", "add", account, it_person.email, "--role", "it-admin")
    server.command("member", "add", account, "sam@birch.example", "--role", "associate")

    it = visitor()
    sign_in(it, server.dashboard + "/users", it_person)
    it.get_by_role("link", name="Sam Oak").click()
    it.get_by_role("button", name="Suspend Sam Oak").click()

    boss = visitor()
    sign_in(boss, server.dashboard + "/users", boss_person)
    boss.get_by_role("link", name="Activity", exact=True).click()
    expect(heading(boss)).to_have_text("Users")
    row = boss.get_by_role("row").filter(has_text="Suspended")
    expect(row).to_contain_text("Sam Oak")
    row.get_by_role("link", name="Ida Tell").click()
    expect(boss.get_by_role("row")).to_have_count(2)
    expect(boss.get_by_label("By")).to_contain_text("Ida Tell")
    boss.get_by_label("About what").select_option(label="Invitations")
    boss.get_by_role("button", name="Show", exact=True).click()
    expect(boss.get_by_role("main")).to_contain_text("Nothing here")
    boss.get_by_role("link", name="Show everything").click()
    with boss.expect_download() as download:
        boss.get_by_role("link", name="Download as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert [row["by"] for row in rows if row["action"] == "member.changed"] == ["Ida Tell"]
    with boss.expect_download() as download:
        boss.get_by_role("link", name="Download as JSON").click()
    assert len(json.loads(download.value.path().read_text(encoding="utf-8"))) == len(rows)

    # An IT Admin reads of people, not of the account itself.
    it.goto(server.dashboard + "/users/activity?kind=account")
    expect(it.get_by_role("main")).to_contain_text("Nothing here")

    verified = json.loads(server.command("audit", "verify", "--json").stdout)
    assert verified["ok"] and verified["events"] > 0 and verified["head"] >= 1 and verified["faults"] == []
    head = json.loads(server.command("audit", "heads", "--json").stdout)[0]["signed"]
    assert json.loads(server.command("audit", "verify", "--head", head, "--json").stdout)["ok"]
