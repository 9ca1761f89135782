"""Traffic in the dashboard: found by whatever is in hand, fed by a program and followed, and a project put away and brought back."""
import json
import time

import pytest
import requests
from playwright.sync_api import expect

from browsing import ROLES, heading, sign_in
from serving import ROOT


@pytest.fixture
def entered(own, visitor):
    """Opens a browser in which a person with this role is signed in there."""
    def enter(role):
        page = visitor()
        sign_in(page, own.dashboard + "/", ROLES[role])
        return page
    return enter


def make_key(page, server, *scopes):
    page.goto(server.dashboard + "/access-keys/new")
    page.get_by_label("Name").fill("Traffic of a journey")
    page.get_by_label("Project").select_option(label="Alerts")
    for scope in scopes:
        page.get_by_label(scope).check()
    page.get_by_role("button", name="Make the key").click()
    key, secret = (page.locator("code[data-copy]").nth(index).inner_text() for index in (0, 1))
    answer = requests.post(server.id + "/oauth/token", data={"grant_type": "client_credentials"}, auth=(key, secret), timeout=10)
    return {"Authorization": "Bearer " + answer.json()["access_token"], "Content-Type": "application/x-ndjson"}


def line(name, **more):
    return json.dumps({"id": name, "from": "Orders", "to": "+46701239876", "country": "SE", "status": "Dispatched",
                       "sent_at": int(time.time() * 1000), "body": "parcel waits", **more}) + "\n"


def test_a_message_is_found_by_its_last_four_digits_and_says_what_became_of_it(own, entered):
    lines = (ROOT / "Examples/messages.ndjson").read_text(encoding="utf-8").splitlines()
    failed = next(one for one in map(json.loads, lines) if one["error_code"] == "405" and one["project"] == "Alerts")
    page = entered("Support Member")
    page.goto(own.dashboard + "/messages")
    page.keyboard.press("/")
    expect(page.get_by_label("Find messages")).to_be_focused()
    page.get_by_label("Find messages").fill(f"{failed['to'][-4:]} error:405")
    page.get_by_role("button", name="Show").click()
    chips = page.locator(".chips")
    expect(chips).to_contain_text(f"Number {failed['to'][-4:]}")
    chips.get_by_role("link", name="Without 405").click()
    expect(page.locator(".chips li")).to_have_count(1)


def test_what_a_program_sends_is_priced_followed_live_and_ends_as_it_says(own, entered):
    own.command("billing", "price", "set", "SE", "0.05", "EUR", "--from", "2024-01-01")
    page = entered("Administrator")
    program = make_key(page, own, "Send in messages")
    send = lambda *lines: requests.post(own.dashboard + "/api/messages", data="".join(lines), headers=program, timeout=10).json()
    assert send(line("journey-1"))["accepted"] == 1
    page.goto(own.dashboard + "/messages?q=parcel")
    rows = page.locator("table").first.locator("tbody tr")
    first = rows.count()
    assert send(line("journey-2"), line("journey-1"))["rejected"] == 1, "sent at another moment, it is another message"
    told = page.locator("[data-fresh] a")
    expect(told).to_have_text("1 new message", timeout=15_000)
    assert rows.count() == first, "nothing moved"
    told.click()
    expect(rows).to_have_count(first + 1)
    assert send(json.dumps({"id": "journey-2", "status": "Failed", "error_code": "405"}) + "\n")["updated"] == 1
    rows.locator("a").first.click()
    expect(page.get_by_text("Failed: The number is not in use.")).to_be_visible()
    expect(page.locator("dl").get_by_text("0.0500")).to_be_visible()


def test_a_rise_of_failures_is_shown_explained_and_told_of(own, entered):
    own.command("billing", "price", "set", "SE", "0.05", "EUR", "--from", "2024-01-01")
    page = entered("Member")
    program = make_key(page, own, "Send in messages")
    now = int(time.time() * 1000)

    def ended(name, sent_at, failed):
        end = {"status": "Failed", "error_code": "402"} if failed else {"status": "Delivered", "delivered_at": sent_at + 900}
        return line(name, sent_at=sent_at, **{"from": "Parcels"}, **end)

    def send(lines):
        for start in range(0, len(lines), 500):
            answer = requests.post(own.dashboard + "/api/messages", data="".join(lines[start:start + 500]), headers=program, timeout=20).json()
            assert answer["rejected"] == 0, answer

    send([ended(f"usual-{day}-{n}", now - day * 86_400_000 + n, n == 0) for day in range(28, 0, -1) for n in range(20)])
    page.goto(own.dashboard + "/messages/drops")
    expect(page.get_by_text("Nothing fails more than usual now.")).to_be_visible()
    page.get_by_role("button", name="Tell me by mail").click()
    send([ended(f"bad-{n}", now - 60_000 + n, n % 4 == 0) for n in range(400)])
    page.goto(own.dashboard + "/overview")
    told = page.locator(".notice.warning").first
    expect(told).to_contain_text("Parcels to Sweden fail in Alerts")
    told.get_by_role("link", name="Show its messages").click()
    expect(page.locator(".count")).to_contain_text("messages")
    expect(page.get_by_role("table").first).to_contain_text("Parcels")


def test_an_archived_project_comes_back_with_its_people(own, entered):
    page = entered("Administrator")
    page.goto(own.dashboard + "/projects/new")
    page.get_by_label("Name").fill("Seasonal")
    page.get_by_role("button", name="Create the project").click()
    page.get_by_role("link", name="Seasonal").click()
    expect(page.get_by_role("heading", name="Who sees it, and why")).to_be_visible()
    page.get_by_role("link", name="Settings").last.click()
    page.get_by_label("Type Seasonal to confirm").fill("Seasonal")
    page.get_by_role("button", name="Archive the project").click()
    page.get_by_role("link", name="Archived projects").click()
    page.get_by_role("row").filter(has_text="Seasonal").get_by_role("link").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(heading(page)).to_have_text("Seasonal")
