"""Many messages of the Customer Dashboard: their import beside SQLite alone filling the same tables and indexes, searches, charts, and both at
once. `bin/bench messages=10000000` says how many; LANYARD_BENCH_FOLDER where the files lie, which take some 7 GB then."""
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FIGURES = ROOT / ".build/release/MessageFigures"
BATCH = 2000
SUMS = ("message_days", "message_country_days", "message_cells", "message_delays", "message_senders", "message_vocabulary",
        "usage_months", "usage_days", "usage_countries", "traffic_watches")
PROJECT, NUMBER, ENDING, SENDER, BEGINNING, COUNTRY = "\ue000\ue001\ue002\ue003\ue004\ue005"


def figures(*words):
    subprocess.run([FIGURES, *map(str, words)], check=True)


def terms(project, direction, sender, recipient, country, body):
    """Those of SearchTerms, for the plain texts of the generator."""
    sender, recipient = ("".join(c for c in text.lower() if c.isalnum()) for text in (sender, recipient))
    found = [PROJECT + str(project), COUNTRY + country.lower(), *set(body.split())]
    if direction == "outbound":
        found.append(SENDER + sender)
    for number in [recipient] if direction == "outbound" else [sender, recipient]:
        found.append(NUMBER + number)
        if number.isdigit():
            found += [BEGINNING + number[:length] for length in range(3, 9)] + [ENDING + number[-length:] for length in range(3, 7)]
        else:
            found += [BEGINNING + number[:length] for length in range(1, min(8, len(number)) + 1)]
    return found


class Alone:
    """SQLite filling empty tables and indexes with the same rows, in batches, by prepared statements; reading them is not counted."""

    def __init__(self, source, target):
        self.old = sqlite3.connect(source)
        self.new = sqlite3.connect(target, isolation_level=None)
        for setting in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -16384", "foreign_keys = ON", "secure_delete = ON"):
            self.new.execute("PRAGMA " + setting)
        self.total, self.done, self.taken, self.used = self.old.execute("SELECT COUNT(*) FROM messages").fetchone()[0], 0, 0.0, 0.0
        names = ("traffic_projects", "messages", "message_terms", *SUMS)
        marks = ",".join("?" * len(names))
        for (statement,) in self.old.execute(
                f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL ORDER BY type DESC", names).fetchall():
            self.new.execute(statement)
        self.insert("traffic_projects", self.old.execute("SELECT * FROM traffic_projects").fetchall())

    def insert(self, table, rows):
        if rows:
            self.new.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(rows[0]))})", rows)

    def run(self):
        """How long the last tenth and all of it took, in seconds, and how much of the processor."""
        parts = -(-self.total // BATCH)
        sums = {table: self.old.execute(f"SELECT * FROM {table}").fetchall() for table in SUMS}
        cursor = self.old.execute("SELECT * FROM messages ORDER BY key")
        place = {column[0]: number for number, column in enumerate(cursor.description)}
        wanted = [place[name] for name in ("project", "direction", "sender", "recipient", "country", "body")]
        before = None
        for part in range(parts):
            rows = cursor.fetchmany(BATCH)
            indexed = [(row[0], " ".join(terms(*(row[number] for number in wanted)))) for row in rows]
            if before is None and self.done >= self.total * 9 // 10:
                before = (self.done, self.taken, self.used)
            began, used = time.perf_counter(), time.process_time()
            self.new.execute("BEGIN IMMEDIATE")
            self.insert("messages", rows)
            self.new.executemany("INSERT INTO message_terms (rowid, terms) VALUES (?, ?)", indexed)
            for table, all_rows in sums.items():
                self.insert(table, all_rows[len(all_rows) * part // parts:len(all_rows) * (part + 1) // parts])
            self.new.execute("COMMIT")
            self.taken += time.perf_counter() - began
            self.used += time.process_time() - used
            self.done += len(rows)
        return before

    def check(self):
        """The same terms as the import's."""
        counts = []
        for database in (self.old, self.new):
            database.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'message_terms', 'row')")
            counts.append(database.execute("SELECT COUNT(*), SUM(doc) FROM temp.vocabulary").fetchone())
        if counts[0] != counts[1]:
            raise SystemExit(f"the terms are not the same: {counts}")


def alone(source, target):
    plain = Alone(source, target)
    done, taken, used = plain.run()
    rows = plain.total - done
    print(f"SQLite alone, last tenth: {rows / (plain.taken - taken):.0f} messages a second by the clock, "
          f"{(plain.used - used) / rows * 1e6:.1f} µs of the processor each")
    print(f"SQLite alone, all: {plain.total / plain.taken:.0f} messages a second by the clock, "
          f"{plain.used / plain.total * 1e6:.1f} µs of the processor each")
    if plain.total <= 1_000_000:
        plain.check()


def messages(count):
    with tempfile.TemporaryDirectory(dir=os.environ.get("LANYARD_BENCH_FOLDER")) as folder:
        file, database, plain = (pathlib.Path(folder) / name for name in ("messages.ndjson", "messages.db", "alone.db"))
        subprocess.run([sys.executable, ROOT / "Examples/generate.py", "--messages", str(count), file], check=True)
        print(f"{count} messages of generate.py", flush=True)
        figures("import", file, database)
        alone(database, plain)
        plain.unlink()
        figures("search", database)
        figures("beside", file, database)


if __name__ == "__main__":
    messages(int(sys.argv[1]))
