"""An import of many new people: beside SQLite alone filling the same tables, and what the sign-ins of a server feel of it."""
import os
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile
import time

from signin import SignIn, plain_logins

ROWS = 100_000
BATCH = 200
COLUMNS = ("user_id,email,full_name,password_hash,two_factor,two_factor_secret,phone,role,account_id,account_name,projects,status,"
           "created_at,last_login_at,locale")
HASH = "$2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm"
TABLES = ("accounts", "account_products", "account_sources", "projects", "people", "email_addresses", "passwords", "members",
          "access_grants", "access_grant_projects", "import_sources", "audit_events")
DATES = "2020-01-01T00:00:00+00:00,2024-01-01T00:00:00+00:00"


def write(path, kind):
    """An export of the dashboard, ten people an account."""
    with open(path, "w", encoding="utf-8") as file:
        print(COLUMNS, file=file)
        for number in range(ROWS):
            account = number // 10
            role = "Administrator,{0},{1}," if number % 10 == 0 else "Member,{0},{1},Main"
            place = role.format(f"acc_{kind}{account}", f"Bulk {account}")
            print(f"{kind}{number},{kind}{number}@bulk{account}.example,Person {number},{HASH},none,,,{place},active,{DATES},en", file=file)


def run(server, export, data):
    """Imports, and returns how long it took and how much memory, in seconds and MB."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [server.binary, "import", "dashboard-csv", export, "--data", data], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit("the import failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def fill(source, target):
    """How long SQLite takes to fill empty tables and indexes with the same rows, in the same batches."""
    rows = {}
    with sqlite3.connect(source) as old, sqlite3.connect(target, isolation_level=None) as new:
        new.execute("PRAGMA journal_mode = WAL")
        new.execute("PRAGMA synchronous = NORMAL")
        new.execute("PRAGMA cache_size = -16384")
        for table in TABLES:
            statements = old.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC", (table,)).fetchall()
            for (statement,) in statements:
                new.execute(statement)
            rows[table] = old.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
        parts = ROWS // BATCH
        began = time.perf_counter()
        for part in range(parts):
            new.execute("BEGIN IMMEDIATE")
            for table in TABLES:
                some = rows[table][len(rows[table]) * part // parts:len(rows[table]) * (part + 1) // parts]
                if some:
                    new.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(some[0]))})", some)
            new.execute("COMMIT")
        return time.perf_counter() - began


def sign_ins(runner, is_over, least=100):
    """How long sign-ins of one person take, one after the other, until it is over."""
    times = []
    while len(times) < least or not is_over():
        began = time.perf_counter()
        runner.once()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=100)[98]


def importing(server):
    with tempfile.TemporaryDirectory() as folder:
        export = os.path.join(folder, "users.csv")
        data = os.path.join(folder, "data")
        write(export, "a")
        seconds, memory = run(server, export, data)
        database = os.path.join(data, "id.db")
        size = pathlib.Path(database).stat().st_size / ROWS
        alone = fill(database, os.path.join(folder, "alone.db"))
        print(f"{'import of new people':<42}{ROWS / seconds:>9.0f} a second   {alone / seconds:>5.2f} of SQLite alone (aim 0.5)")
        print(f"{'  memory':<42}{memory:>9.0f} MB         (at most; aim 150)")
        print(f"{'  database':<42}{size / 1000:>9.2f} KB a person (aim 2)")
        again, _ = run(server, export, data)
        print(f"{'  the same file again':<42}{ROWS / again:>9.0f} a second")
        row = plain_logins()[0]
        runner = SignIn(server.id, row["email"], row["password"])
        runner.once()
        began = time.perf_counter()
        quiet = sign_ins(runner, lambda: time.perf_counter() > began + seconds)
        write(export, "b")
        process = subprocess.Popen(
            [server.binary, "import", "dashboard-csv", export, "--data", os.path.join(server.data, "lanyard")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        busy = sign_ins(runner, lambda: process.poll() is not None)
        print(f"{'  sign-ins beside it, 99th percentile':<42}{busy:>9.0f} ms         {busy / quiet:>5.2f} times the quiet one (aim 2)")
