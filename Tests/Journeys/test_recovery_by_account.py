"""A company verifies its domain, and its administrator resets the second factor of somebody who lost it."""
import json
import os
import sqlite3

from playwright.sync_api import expect

from browsing import heading, read_mail

ACCOUNT = "acc_10000"
LOST = "dag.jansen.105@northwind.example"


def age_addresses(server):
    """As if the example had been imported eight days ago: no link goes to an address that is newer than a week."""
    with sqlite3.connect(os.path.join(server.data, "lanyard", "id.db"), timeout=30) as database:
        database.execute("UPDATE email_addresses SET created_at = created_at - 8 * 86400000")
    database.close()


def test_an_administrator_resets_a_second_factor_once_the_domain_is_verified(server, visitor, kept_sessions):
    """The record is looked for at the domain itself; before that, the page says who lets people back in."""
    page = visitor(storage_state=kept_sessions("Administrator"))
    page.goto(server.dashboard + "/users")
    page.get_by_role("link", name="Dag Jansen").first.click()
    expect(page.get_by_text("whoever runs this service lets them back in")).to_be_visible()
    added = json.loads(server.command("account", "domain", "add", ACCOUNT, "Northwind.Example", "--json").stdout)
    missing = server.command("account", "domain", "verify", ACCOUNT, "northwind.example", check=False)
    assert missing.returncode == 1 and added["record"] in missing.stderr
    server.names.texts["northwind.example"] = ["v=spf1 -all", added["record"]]
    verified = json.loads(server.command("account", "domain", "verify", ACCOUNT, "northwind.example", "--json").stdout)
    assert verified["verifiedAt"]
    age_addresses(server)
    page.reload()
    page.get_by_role("button", name="Reset second factor").click()
    expect(page.get_by_text("You agreed to let Dag Jansen back in")).to_be_visible()
    expect(page.get_by_text("can ask for it at the sign-in until")).to_be_visible()
    # He reads Swedish.
    read_mail(visitor(), server, LOST, "Någon har gått med på att släppa in dig utan din andra faktor")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Reset second factor")).to_be_visible()
    server.command("account", "domain", "remove", ACCOUNT, "northwind.example")
    page.reload()
    expect(page.get_by_text("whoever runs this service lets them back in")).to_be_visible()


def test_an_it_admin_is_not_asked(server, visitor, kept_sessions):
    page = visitor(storage_state=kept_sessions("IT Admin"))
    page.goto(server.dashboard + "/users")
    page.get_by_role("link", name="Dag Jansen").first.click()
    expect(heading(page)).to_have_text("Dag Jansen")
    expect(page.get_by_role("heading", name="Second factor")).to_have_count(0)
