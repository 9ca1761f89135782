"""Messages, their files, and the keys with which programs read them."""
import csv
import io
import re

import requests
from playwright.sync_api import expect

from browsing import heading


def shown(page):
    """How many messages the page says it found."""
    return int(re.sub(r"\D", "", page.locator(".count").inner_text().split("message")[0]))


def rows_of(download):
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))


def search(page, server, **filters):
    page.goto(server.dashboard + "/messages")
    for name, value in filters.items():
        field = page.locator(f"#field-{name}")
        field.select_option(value) if name in ("status", "country") else field.fill(value)
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(re.compile(r"/messages\?"))


def test_messages_are_found_by_number_status_and_dates(server, as_role):
    """The results match the filters, the filters stay filled in, and the page of a message shows its history."""
    page = as_role("Administrator")
    page.goto(server.dashboard + "/messages")
    assert shown(page) == 5000
    page.get_by_role("link", name="Older").click()
    expect(page.get_by_role("link", name="Newer")).to_be_visible()
    expect(page.locator("tbody tr th a").first).to_be_visible()

    search(page, server, status="not-delivered", **{"from": "2024-05-01", "to": "2024-05-07"})
    expect(page.locator("#field-from")).to_have_value("2024-05-01")
    found = shown(page)
    assert 0 < found < 100
    table = page.get_by_role("table", name="Messages, newest first")
    for row in table.locator("tbody tr").all():
        expect(row).to_contain_text("May 2024")
        expect(row.locator(".badge")).not_to_have_text("Delivered")
    with page.expect_download() as download:
        page.locator(".count").get_by_role("link", name="Download as CSV").click()
    rows = rows_of(download)
    assert len(rows) == found
    assert all(row["sent_at"].startswith("2024-05-0") and row["status"] != "Delivered" for row in rows)

    number = table.locator("tbody tr th a").first.inner_text()
    search(page, server, q=number)
    assert 1 <= table.locator("tbody tr").count() < 10
    for row in table.locator("tbody tr").all():
        expect(row).to_contain_text(number)
    table.locator("tbody tr th a").first.click()
    expect(page.locator("main")).to_contain_text(number)
    expect(page.locator(".timeline")).to_be_visible()


def test_a_file_holds_prices_only_for_whoever_has_billing(server, as_role):
    """The Associate's file of the same messages has no price in it, and no page has one."""
    columns = {}
    for role in ("Administrator", "Associate"):
        page = as_role(role)
        page.goto(server.dashboard + "/messages?from=2024-06-01")
        with page.expect_download() as download:
            page.locator(".count").get_by_role("link", name="Download as CSV").click()
        columns[role] = set(rows_of(download)[0])
        expect(page.get_by_role("columnheader", name="Price")).to_have_count(1 if role == "Administrator" else 0)
    assert columns["Administrator"] - columns["Associate"] == {"price", "currency"}


def test_the_chart_and_the_bill_download_what_they_show(server, as_role):
    page = as_role("Administrator")
    page.goto(server.dashboard + "/overview")
    page.get_by_text("Show the numbers as a table").first.click()
    days = page.get_by_role("table", name=re.compile("Volume by day")).locator("tbody tr")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").first.click()
    assert len(rows_of(download)) == days.count() == 30
    page.goto(server.dashboard + "/billing")
    usage = page.get_by_role("table", name="Usage by project and month").locator("tbody tr").count()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download usage as CSV").click()
    assert len(rows_of(download)) == usage > 0


def test_an_access_key_reads_its_projects_messages_until_it_is_revoked(server, as_role):
    """The secret is shown once. The key's token reads only its project. After the key is revoked, its token is refused too."""
    page = as_role("Administrator")
    page.goto(server.dashboard + "/access-keys")
    page.get_by_role("link", name="New access key").first.click()
    page.get_by_label("Name").fill("Order service")
    page.get_by_label("Project").select_option(label="Campaigns")
    page.get_by_role("button", name="Make the key").click()
    expect(heading(page)).to_have_text("The key is made")
    key, secret = (page.locator("code[data-copy]").nth(index).inner_text() for index in (0, 1))
    page.get_by_role("link", name="I have copied it").click()
    row = page.get_by_role("row").filter(has=page.locator(f"a[href*='{key}']")).first
    expect(row).to_contain_text("Order service")
    assert secret not in page.content()

    discovery = requests.get(server.id + "/.well-known/openid-configuration", timeout=10).json()
    answer = requests.post(discovery["token_endpoint"], data={"grant_type": "client_credentials"}, auth=(key, secret), timeout=10)
    assert answer.status_code == 200, answer.text
    bearer = {"Authorization": "Bearer " + answer.json()["access_token"]}
    messages = requests.get(server.dashboard + "/api/messages?limit=50", headers=bearer, timeout=10)
    assert messages.status_code == 200, messages.text
    items = messages.json()["items"]
    assert len(items) == 50 and {item["project"] for item in items} == {"Campaigns"}
    assert not any("price" in item for item in items)

    row.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_role("status")).to_contain_text("no longer works")
    assert requests.get(server.dashboard + "/api/messages", headers=bearer, timeout=10).status_code == 401
    again = requests.post(discovery["token_endpoint"], data={"grant_type": "client_credentials"}, auth=(key, secret), timeout=10)
    assert again.status_code == 401


def test_the_project_chosen_in_the_bar_narrows_every_page(server, as_role):
    page = as_role("Associate")
    page.goto(server.dashboard + "/messages")
    everything = shown(page)
    page.locator("details.switcher > summary").click()
    page.get_by_role("button", name="Alerts").click()
    expect(page.locator("details.switcher > summary")).to_contain_text("Alerts")
    assert 0 < shown(page) < everything
    page.locator("details.switcher > summary").click()
    page.get_by_role("button", name="Your 3 projects").click()
    expect(page.locator("details.switcher > summary")).to_contain_text("Your 3 projects")
    assert shown(page) == everything
