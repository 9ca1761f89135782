"""A directory keeps the users: from the token on the Users page to a person who arrives, and the token's end."""
import json

import requests
from playwright.sync_api import expect

from browsing import PASSWORD, heading, mailed_link, new_person, read_mail, sign_in


def test_a_directory_adds_somebody_who_accepts_and_is_switched_off_again(server, visitor):
    new_person(server, "owner@cedar.example", "The owner")
    boss_person = new_person(server, "head.of.it@cedar.example", "Head of IT")
    account = json.loads(server.command("account", "add", "Cedar", "--administrator", "owner@cedar.example", "--json").stdout)["id"]
    server.command("member", "add", account, boss_person.email, "--role", "it-admin")
    boss = visitor()
    sign_in(boss, server.dashboard + "/users", boss_person)
    boss.get_by_role("link", name="Directory", exact=True).click()
    boss.get_by_role("link", name="Make a token").click()
    boss.get_by_label("What newcomers get").select_option(label="Support Member")
    boss.get_by_role("button", name="Make a token").click()
    expect(heading(boss)).to_have_text("The token is made")
    address, token = boss.locator("main code").all_inner_texts()
    boss.reload()
    expect(boss.get_by_role("main")).not_to_contain_text(token)

    directory = requests.Session()
    directory.headers["Authorization"] = f"Bearer {token}"
    email = "vera.wallin@cedar.example"
    made = directory.post(address + "/Users", json={
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": email,
        "emails": [{"value": email, "type": "work", "primary": True}]}, timeout=10)
    assert made.status_code == 201, made.text
    boss.goto(server.dashboard + "/users/invitations")
    expect(boss.get_by_role("row").filter(has_text=email)).to_contain_text("Support Member")

    vera = visitor()
    read_mail(vera, server, email, "Your invitation to Cedar in the Customer Dashboard")
    vera.goto(mailed_link(vera, "/invitations/"))
    vera.get_by_label("Your name").fill("Vera Wallin")
    vera.get_by_label("Choose a password").fill(PASSWORD + " of Vera")
    vera.get_by_role("button", name="Accept and sign in").click()
    vera.wait_for_url(server.dashboard + "/messages")
    boss.goto(server.dashboard + "/users")
    expect(boss.get_by_role("row").filter(has_text="Vera Wallin")).to_contain_text("Support Member")

    off = directory.patch(made.json()["meta"]["location"], json={"Operations": [{"op": "replace", "path": "active", "value": False}]}, timeout=10)
    assert off.status_code == 200 and off.json()["active"] is False
    vera.goto(server.dashboard + "/messages")
    expect(heading(vera)).not_to_have_text("Messages")

    boss.goto(server.dashboard + "/users/directory")
    expect(boss.get_by_role("row").nth(1)).to_contain_text("Works")
    boss.get_by_role("button", name="Revoke").click()
    expect(boss.get_by_role("main")).to_contain_text("The token opens nothing any more")
    assert directory.get(address + "/Users", timeout=10).status_code == 401
