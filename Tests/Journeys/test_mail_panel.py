"""The mail panel: a domain is set up and mended, its mail is signed by the key that the panel made, events come in and end in suppressions."""
import json
import time

import dkim
import pytest
import requests
from playwright.sync_api import expect

from browsing import example, heading, sign_in


@pytest.fixture
def entered(own, visitor):
    """Opens a browser in which a person with this role is signed in there."""
    def enter(name):
        page = visitor()
        sign_in(page, own.mail + "/", example(f"{name}@northwind.example", "mail"))
        return page
    return enter


def add(page, server, domain):
    page.goto(server.mail + "/domains/add")
    page.get_by_label("Domain").fill(domain)
    page.get_by_role("button", name="Add the domain").click()


def shown(page):
    """The records that the page shows, each its type, name and value."""
    return [tuple(record.locator("dd code").nth(index).inner_text() for index in range(3)) for record in page.locator(".record").all()]


def publish(server, records):
    for kind, name, value in records:
        (server.names.aliases if kind == "CNAME" else server.names.texts)[name] = [value]


def look(page, server):
    """Looks at the records, after the pause between two looks."""
    button = page.get_by_role("button", name="Look now")
    button.click()
    deadline = time.time() + 30
    while page.get_by_text("The records were looked at.").count() == 0 and time.time() < deadline:
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Look now").click()
    expect(page.get_by_text("The records were looked at.")).to_be_visible()


def test_a_domain_is_set_up_breaks_and_is_mended_and_its_mail_is_signed(own, entered):
    page = entered("administrator")
    add(page, own, "Nachrichten-Müller.example")
    expect(heading(page)).to_have_text("nachrichten-müller.example")
    expect(page.locator("p.lead")).to_have_text("xn--nachrichten-mller-f3b.example")
    records = shown(page)
    assert [kind for kind, _, _ in records] == ["TXT", "TXT", "CNAME", "TXT"]
    look(page, own)
    expect(page.locator(".record .badge")).to_have_text(["Not yet"] * 4)
    publish(own, records)
    spf = next(name for kind, name, value in records if value.startswith("v=spf1"))
    own.names.texts[spf] = ["v=spf1 mx -all", "unrelated"]
    look(page, own)
    expect(page.locator(".record .badge")).to_have_text(["Found", "Different", "Found", "Found"])
    expect(page.get_by_text("v=spf1 mx -all")).to_be_visible()
    expect(page.get_by_text("Verified since")).to_be_visible()
    own.names.texts[spf] = ["v=spf1 mx include:spf.localhost -all"]
    look(page, own)
    expect(page.locator(".record .badge")).to_have_text(["Found"] * 4)

    key = json.loads(own.command("mail", "dkim", "nachrichten-müller.example", "--json").stdout)
    message = b"From: news@xn--nachrichten-mller-f3b.example\r\nTo: ann@inbox.example\r\nSubject: Hello\r\n\r\nGood morning.\r\n"
    signature = dkim.sign(message, key["selector"].encode(), key["domain"].encode(), key["privateKey"].encode())

    def published(name, timeout=5):
        return "".join(own.names.texts.get(name.decode().rstrip("."), [])).encode()

    assert dkim.verify(signature + message, dnsfunc=published)
    assert not dkim.verify(signature + message.replace(b"Good", b"Bad"), dnsfunc=published)


def test_events_come_in_by_a_key_of_the_account_are_found_and_suppress(own, entered):
    page = entered("administrator")
    add(page, own, "events.example")
    page.goto(own.mail + "/access-keys/new")
    assert page.get_by_label("Project").count() == 0
    page.get_by_label("Name").fill("Mail server")
    page.get_by_role("button", name="Make the key").click()
    key, secret = (page.locator("code[data-copy]").nth(index).inner_text() for index in (0, 1))
    token = requests.post(own.id + "/oauth/token", data={"grant_type": "client_credentials"}, auth=(key, secret), timeout=10).json()
    headers = {"Authorization": "Bearer " + token["access_token"], "Content-Type": "application/x-ndjson"}
    now = int(time.time() * 1000)

    def event(name, kind, to, **more):
        return json.dumps({"id": name, "event": kind, "domain": "events.example", "to": to, "at": now, **more}) + "\n"

    lines = [event(f"d{n}", "delivered", f"p{n}@inbox.example", message_id=f"m{n}") for n in range(20)]
    lines += [event("b1", "bounced", "gone@other.example", reason="550 5.1.1 no such user", message_id="m99")]
    send = lambda: requests.post(own.mail + "/api/events", data="".join(lines), headers=headers, timeout=10).json()
    first = send()
    assert first["accepted"] == 21 and send()["unchanged"] == 21, first
    refused = requests.post(own.dashboard + "/api/messages", data="{}", headers=headers, timeout=10)
    assert refused.status_code == 401, "a key of the mail panel opens nothing of the dashboard"

    page.goto(own.mail + "/events")
    page.get_by_label("Find events").fill("5.1.1 other.example")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("table").first.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_text("no such mailbox")).to_be_visible()

    support = entered("kofi.quist.70")
    support.goto(own.mail + "/suppressions?q=gone")
    support.get_by_role("link", name="Remove gone@other.example").click()
    support.get_by_role("button", name="Remove it from the list").click()
    expect(support.get_by_text("Say why").first).to_be_visible()
    support.get_by_label("Why it is removed").fill("Asked for it by telephone")
    support.get_by_role("button", name="Remove it from the list").click()
    expect(support.get_by_text("gone@other.example gets mail again.")).to_be_visible()
    expect(support.get_by_text("Asked for it by telephone")).to_be_visible()
    assert support.goto(own.mail + "/billing").status == 403


def test_many_addresses_are_suppressed_at_once_and_a_file_from_here_fits_in_again(own, entered):
    page = entered("administrator")
    page.goto(own.mail + "/suppressions/import")
    page.get_by_label("Addresses, one a line").fill("one@many.example\ntwo@many.example,bounce\nno address\n+three@many.example,unsubscribe")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("3 addresses were added; 0 were there already.")).to_be_visible()
    expect(page.get_by_label("Addresses, one a line")).to_have_value("no address")
    file = page.request.get(own.mail + "/suppressions.csv?q=many.example").text()
    page.get_by_label("Addresses, one a line").fill("\n".join(",".join(line.split(",")[:2]) for line in file.splitlines()))
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("0 addresses were added; 3 were there already.")).to_be_visible()
    page.goto(own.mail + "/suppressions/import")
    page.get_by_label("Or a file").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": file.encode("utf-16")})
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("0 addresses were added; 3 were there already.")).to_be_visible()
