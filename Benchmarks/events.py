"""Events of mails: how many come in a second from a file, how large they are, and how soon they are found."""
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import requests

import serving
from signin import sign_in

KINDS = ("accepted", "delivered", "opened", "clicked", "bounced", "deferred", "complained", "unsubscribed")
SEARCHES = (
    ("the last 90 days", "time=90"), ("an address", "q=reader4711%40post11.example"), ("a receiving domain", "q=%40post3.example"),
    ("what bounced", "time=30&event=bounced"), ("a mail by its id", "q=mail-9001"), ("a domain that bounced", "q=%40post3.example+bounced"),
    ("a code", "q=5.1.1"),
)


def write(path, count):
    """Events of the last 90 days, a tenth of them of mails that were not delivered."""
    now = int(time.time() * 1000)
    span = 90 * 86_400_000
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            mail = number // 3
            kind = KINDS[number % 3] if mail % 10 else KINDS[3 + number % 5]
            event = {"id": f"bench-{number}", "account": "org-500", "event": kind, "domain": "news.northwind.example",
                     "to": f"reader{mail % 100_000}@post{mail % 50}.example", "at": now - span + number * span // count, "message_id": f"mail-{mail}"}
            if kind in ("bounced", "deferred"):
                event["reason"] = "550 5.1.1 mailbox unknown"
            file.write(json.dumps(event) + "\n")


def events(count=1_000_000):
    with tempfile.TemporaryDirectory(dir=os.environ.get("LANYARD_BENCH_FOLDER")) as data:
        server = serving.Server(data)
        server.start()
        path = f"{data}/lanyard/mail.db"
        size = os.path.getsize(path)
        file = f"{data}/events.ndjson"
        write(file, count)
        began = time.perf_counter()
        words = [server.binary, "mail-events", "import", file, "--data", f"{data}/lanyard"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, env=server.environment)
        took = time.perf_counter() - began
        pathlib.Path(file).unlink()
        server.stop()
        grown = os.path.getsize(path) - size
        print(f"{f'{count:,} events of a file':<42}{count / took:>9.0f} a second   {grown / count:>5.0f} bytes each")
        server.start()
        session = requests.Session()
        sign_in(session, server.mail + "/events", "administrator@northwind.example", serving.PASSWORD)
        for title, query in SEARCHES:
            times = []
            for _ in range(12):
                began = time.perf_counter()
                answer = session.get(f"{server.mail}/events?{query}")
                times.append(time.perf_counter() - began)
                assert answer.status_code == 200, answer.text[:300]
            print(f"{'page of ' + title:<42}{statistics.median(times) * 1000:>9.1f} ms median   {max(times) * 1000:>5.0f} ms at most")
        server.stop()
