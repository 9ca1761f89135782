"""A finance department closes its month: the invoice, what was paid of it, and the usage that it is of."""
import csv
import datetime
import decimal
import io
import json
import re
import sqlite3

import pytest
from playwright.sync_api import expect

from browsing import MEMBER, ROLES, SUPPORT, heading, sign_in
from serving import Server

ACCOUNT = "acc_10000"
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
LAST = (TODAY.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
MONTH = f"{LAST:%B %Y}"


def messages():
    """Two a day of the last sixty days, in two projects, three countries and three senders, whose prices end with their cents."""
    for back in range(1, 61):
        day = TODAY - datetime.timedelta(days=back)
        for number in range(2):
            kind = back * 2 + number
            at = datetime.datetime(day.year, day.month, day.day, 9 + number, tzinfo=datetime.timezone.utc)
            milliseconds = int(at.timestamp() * 1000)
            yield {
                "id": f"month-{back}-{number}", "account": ACCOUNT, "project": ["Checkout", "Alerts"][kind % 2], "direction": "outbound",
                "from": ["Northwind", "+46701000000", "NW"][kind % 3], "to": f"+4670665{kind:04}", "country": ["SE", "NO", "DK"][back % 3],
                "status": "Delivered", "error_code": "", "parts": 1 + kind % 2, "price": f"0.{10 + kind % 37}", "currency": "EUR",
                "sent_at": milliseconds, "delivered_at": milliseconds + 4000, "body": "order"}


@pytest.fixture(scope="module")
def billed(tmp_path_factory):
    """A server whose operator invoices, where Northwind is billed since before last month and has had traffic."""
    server = Server(str(tmp_path_factory.mktemp("closing-a-month")))
    server.environment.update(
        LANYARD_ORGANISATION_NAME="Lanyard Ltd", LANYARD_ORGANISATION_ADDRESS="1 Street", LANYARD_ORGANISATION_TAX_NUMBER="SE5560000000")
    server.start()
    file = tmp_path_factory.mktemp("traffic") / "messages.ndjson"
    file.write_text("".join(json.dumps(message) + "\n" for message in messages()))
    server.command("messages", "import", str(file))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def sessions(billed, chromium):
    """Signs somebody in once and keeps the cookies."""
    states = {}

    def of(person):
        if person.email not in states:
            context = chromium.new_context()
            sign_in(context.new_page(), billed.dashboard + "/", person)
            states[person.email] = context.storage_state()
            context.close()
        return states[person.email]

    return of


def invoiced(server):
    """Has last month's invoice made: whoever is billed from this month on is taken to have been billed in the last one, and to have paid nothing
    yet. The server looks for months to invoice when it starts."""
    server.stop()
    with sqlite3.connect(server.data + "/lanyard/dashboard.db") as database:
        first = LAST.year * 12 + LAST.month - 1
        assert database.execute("UPDATE billing_accounts SET since_month = since_month - 1").rowcount == 1
        database.execute("DELETE FROM ledger_entries")
        assert database.execute("SELECT since_month % 12 FROM billing_accounts").fetchone()[0] == first % 12
    server.start()


def euros(text):
    return decimal.Decimal(re.sub(r"[^0-9.−-]", "", text.split("EUR")[0]).replace("−", "-"))


def downloaded(page, link):
    with page.expect_download() as download:
        link.click()
    return list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))


def definition(page, name):
    return page.locator("dl.definitions > div").filter(has=page.locator("dt", has_text=re.compile(f"^{name}"))).locator("dd")


def test_a_month_is_closed(billed, visitor, sessions, examined):
    """From the balance to the invoice, its file, its sheet and its payment, and the usage that adds up to it; by the clock in two minutes."""
    boss = ROLES["Administrator"]
    page = visitor(storage_state=sessions(boss))
    page.goto(billed.dashboard + "/billing/accounts/new")
    for field, value in {"name": "Northwind AB", "address": "Storgatan 1\n111 22 Stockholm", "currency": "EUR"}.items():
        page.fill("#field-" + field, value)
    page.get_by_role("button", name="Begin to invoice").click()
    expect(heading(page)).to_have_text("Billing")
    invoiced(billed)

    # The invoice of the month, from the list.
    invoices = page.get_by_role("table", name="Invoices")
    for _ in range(40):
        page.goto(billed.dashboard + "/billing")
        if invoices.count():
            break
        page.wait_for_timeout(250)
    expect(page.locator(".figures, dl").filter(has_text="Balance").first).to_contain_text("EUR")
    row = invoices.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(MONTH)
    expect(row).to_contain_text("Open")
    row.get_by_role("link").click()
    number = heading(page).inner_text().removeprefix("Invoice ")
    address = page.url
    examined(page)

    # Its lines add up to its total, and its file is the page.
    lines = page.get_by_role("table", name="What it is for").locator("tbody tr")
    shown = [[cell.split("\n")[0] for cell in line.locator("th, td").all_inner_texts()] for line in lines.all()]
    net, total = (euros(definition(page, name).inner_text()) for name in ("Net", "Total"))
    assert sum(euros(line[4]) for line in shown) == net == total > 0
    rows = downloaded(page, page.locator("main").get_by_role("link", name=re.compile("CSV")))
    of_lines, of_net = [line for line in rows if line["messages"]], [line for line in rows if line["project"] == "net"]
    names = {"SE": "Sweden", "NO": "Norway", "DK": "Denmark"}
    assert [[line["project"], names[line["country"]], line["messages"], line["parts"]] for line in of_lines] == [line[:4] for line in shown]
    assert [decimal.Decimal(line["amount"]) for line in of_lines] == [euros(line[4]) for line in shown]
    assert [decimal.Decimal(line["amount"]) for line in of_net] == [net]

    # One sheet.
    sheet = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page[^s]", sheet)) == 1

    # What the operator books is seen at once.
    billed.command("billing", "payment", number, "1.00", "--note", "Transfer 6")
    page.goto(address)
    expect(definition(page, "State")).to_contain_text(f"Part paid {total - 1} EUR left".replace(" EUR", "\u00a0EUR"))
    billed.command("billing", "payment", number, str(total - 1))
    page.goto(billed.dashboard + "/billing")
    expect(row).to_contain_text("Paid")
    expect(row).not_to_contain_text("Part")
    billed.command("billing", "top-up", ACCOUNT, "200.00", "EUR", "--note", "Bank transfer")
    page.goto(billed.dashboard + "/billing")
    expect(page.locator("main")).to_contain_text("at the last 14 days’ rate until about")

    # The usage of the month beside the one before, by each of its four sides, is what was invoiced.
    page.get_by_label("Time").select_option("last-month")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(re.compile("time=last-month"))
    expect(page.locator("main")).to_contain_text(re.compile(r"\(UTC\), beside 1"))
    assert euros(page.get_by_role("table", name="By project").locator("tfoot td").nth(2).inner_text()) == net
    for side in ("project", "day", "country", "sender"):
        usage = downloaded(page, page.locator(f"main a[href*='by={side}']").first)
        assert sum(decimal.Decimal(line["cost"]) for line in usage) == net, side
        assert sum(decimal.Decimal(line["cost_before"]) for line in usage) > 0, side
    examined(page)

    # Neither the one without Billing nor the one who sees some of its projects finds any of it.
    support = visitor(storage_state=sessions(SUPPORT))
    for path in ("/billing", address.removeprefix(billed.dashboard)):
        assert support.goto(billed.dashboard + path).status == 403
        expect(support.locator("main")).not_to_contain_text(number)
    member = visitor(storage_state=sessions(MEMBER))
    member.goto(billed.dashboard + "/billing")
    expect(member.locator("main")).to_contain_text("This is what yours cost")
    for hidden in (number, "Northwind AB", "Bank transfer"):
        expect(member.locator("main")).not_to_contain_text(hidden)
    for path in (address, address + "/lines.csv"):
        assert member.context.request.get(path).status == 404
