"""The invoices of 1,000 billing accounts on the first of a month: how long until the last one stands, beside SQLite alone writing the same rows."""
import datetime
import sqlite3
import statistics
import tempfile
import time

import serving

ACCOUNTS = 1_000
PROJECTS = 3
COUNTRIES = ("SE", "NO", "DK", "DE", "GB")
TABLES = ("invoices", "invoice_lines", "invoice_runs", "ledger_entries")


def month_before():
    today = datetime.date.today()
    return (today.year - 1970) * 12 + today.month - 2


def fill(path):
    """Billing accounts with three projects and five countries each, and what last month cost."""
    month = month_before()
    with sqlite3.connect(path) as data:
        first = data.execute("SELECT COALESCE(MAX(number), 0) + 1 FROM traffic_projects").fetchone()[0]
        for number in range(ACCOUNTS):
            account = f"acc_bench{number:05}"
            billing = f"bil_{number:026}"
            data.execute(
                "INSERT INTO billing_accounts VALUES (?, ?, ?, ?, 'EUR', 'Main street 1', '', '', 'S', 2500, '', ?, 0)",
                (billing, account, account, f"Customer {number}", month - 12))
            for project in range(first + number * PROJECTS, first + (number + 1) * PROJECTS):
                data.execute("INSERT INTO traffic_projects (number, account, name) VALUES (?, ?, ?)", (project, account, f"Project {project}"))
                data.execute("INSERT INTO billing_projects VALUES (?, ?, ?)", (project, month - 12, billing))
                for place, country in enumerate(COUNTRIES):
                    cents = 7 * (number + place) + 13
                    data.execute(
                        "INSERT INTO usage_countries (project, month, country, currency, messages, parts, cost_whole, cost_rest) "
                        "VALUES (?, ?, ?, 'EUR', ?, ?, ?, ?)",
                        (project, month, country, 1000 + number, 1100 + number, cents // 100, cents % 100 * 10**6 + 1234))
    return month


def issued(path):
    """How long it takes from the first invoice to the last."""
    began = None
    deadline = time.time() + 900
    while time.time() < deadline:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as data:
            count = data.execute("SELECT COUNT(*) FROM invoices WHERE billing_account LIKE 'bil_000000%'").fetchone()[0]
        if count and began is None:
            began = (time.perf_counter(), count)
        if count >= ACCOUNTS:
            return (time.perf_counter() - began[0]) * ACCOUNTS / max(1, ACCOUNTS - began[1])
        time.sleep(0.01)
    raise SystemExit("the invoices were not issued")


def alone(path):
    """How long SQLite takes to write the same rows, a commit for each invoice."""
    with sqlite3.connect(path) as data:
        schema = [row[0] for table in TABLES for row in data.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL", (table,))]
        rows = {table: data.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    key = {"invoices": 2, "invoice_runs": 0, "ledger_entries": -1}
    by_billing = {}
    invoices = {row[0]: row[2] for row in rows["invoices"]}
    for table, position in key.items():
        for row in rows[table]:
            by_billing.setdefault(row[position], []).append((table, row))
    for row in rows["invoice_lines"]:
        by_billing.setdefault(invoices[row[0]], []).append(("invoice_lines", row))
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(folder + "/plain.db", isolation_level=None) as new:
        new.execute("PRAGMA journal_mode = WAL")
        new.execute("PRAGMA synchronous = FULL")
        for statement in schema:
            new.execute(statement)
        began = time.perf_counter()
        for mine in by_billing.values():
            new.execute("BEGIN IMMEDIATE")
            for table, row in mine:
                new.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
            new.execute("COMMIT")
        return time.perf_counter() - began


def invoices(_=None):
    with tempfile.TemporaryDirectory() as data:
        server = serving.Server(data)
        server.environment["LANYARD_ORGANISATION_NAME"] = "Lanyard Bench AB"
        server.start()
        server.stop()
        path = f"{data}/lanyard/dashboard.db"
        month = fill(path)
        server.start()
        took = issued(path)
        server.stop()
        with sqlite3.connect(path) as checked:
            asked, count, lines = checked.execute(
                "SELECT SUM(net), COUNT(DISTINCT number), (SELECT COUNT(*) FROM invoice_lines) FROM invoices WHERE month = ?", (month,)).fetchone()
        plain = statistics.median(alone(path) for _ in range(3))
    print(f"{f'invoices of {ACCOUNTS:,} billing accounts':<42}{ACCOUNTS / took:>9.1f} a second   {plain / took:>5.2f} of SQLite alone "
          f"({lines:,} lines, {count:,} numbers without a gap)")
