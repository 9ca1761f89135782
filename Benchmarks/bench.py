"""The program of bin/bench. Every figure is the median of several rounds in which the compared operations take turns."""
import base64
import collections
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests"))
import serving  # noqa: E402
from signin import SignIn, sign_in  # noqa: E402

os.environ.setdefault("LANYARD_BINARY", str(ROOT / ".build/release/lanyard"))


def hey(url, method="GET", headers=(), body=None, seconds=4, connections=8):
    """Requests per second that were answered with 200."""
    words = ["hey", "-z", f"{seconds}s", "-c", str(connections), "-disable-redirects", "-m", method]
    for name, value in headers:
        words += ["-H", f"{name}: {value}"]
    if body is not None:
        words += ["-d", body, "-T", next((v for n, v in headers if n == "Content-Type"), "application/json")]
    text = subprocess.run(words + [url], capture_output=True, text=True, check=True).stdout
    answered = re.search(r"\[200\]\s+(\d+) responses", text)
    total = float(re.search(r"Total:\s+([\d.]+) secs", text).group(1))
    if not answered:
        raise SystemExit(f"{url} answered no request with 200:\n{text}")
    others = re.findall(r"\[(\d+)\]\s+(\d+) responses", text)
    if any(status != "200" for status, _ in others):
        raise SystemExit(f"{url} did not answer every request with 200: {others}")
    return int(answered.group(1)) / total


def compared(title, measured, bare, rounds=3):
    ratios, rates = [], []
    for _ in range(rounds):
        one, other = measured(), bare()
        ratios.append(one / other)
        rates.append(one)
    print(f"{title:<42}{statistics.median(rates):>9.0f} a second   {statistics.median(ratios):>5.2f} of the bare JSON route")


def tokens(server):
    bare = lambda: hey(server.id + "/health/live")
    client = json.loads(server.command("client", "add", "bench", "--grant", "client_credentials", "--scope", "access.evaluate", "--json").stdout)
    basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
    form = [("Authorization", "Basic " + basic), ("Content-Type", "application/x-www-form-urlencoded")]
    metadata = requests.get(server.id + "/.well-known/openid-configuration").json()
    body = "grant_type=client_credentials&scope=access.evaluate"
    compared("token by client credentials", lambda: hey(metadata["token_endpoint"], "POST", form, body), bare)
    token = requests.post(metadata["token_endpoint"], data=body, headers=dict(form)).json()["access_token"]
    person = json.loads(server.command("person", "show", "u100001", "--json").stdout)["id"]
    account = json.loads(server.command("account", "show", "acc_10000", "--json").stdout)["id"]
    question = json.dumps({
        "subject": {"type": "person", "id": person}, "action": {"name": "view"},
        "resource": {"type": "area", "id": "billing", "properties": {"account": account}}})
    bearer = [("Authorization", "Bearer " + token), ("Content-Type", "application/json")]
    compared("decision", lambda: hey(server.id + "/access/v1/evaluation", "POST", bearer, question), bare)
    session = requests.Session()
    sign_in(session, server.dashboard + "/overview", "member@northwind.example", serving.PASSWORD)
    session.get(server.dashboard + "/overview")  # leaves the offer to join and opens the page itself
    cookie = [("Cookie", "; ".join(f"{c.name}={c.value}" for c in session.cookies))]
    for path in ("/overview", "/messages", "/projects"):
        compared("dashboard page " + path, lambda: hey(server.dashboard + path, headers=cookie), bare)


def signins(server, parallel=16, rounds=3):
    rows = serving.example_logins()
    logins = collections.Counter(row["email"].lower() for row in rows)
    # An address that has a login in both products is checked against both, which costs two hashes. So it is left out.
    people = [
        row for row in rows
        if row["two_factor"] == "none" and row["outcome"] == "signs in" and row["product"] == "dashboard" and logins[row["email"].lower()] == 1
    ][:parallel]
    runners = [SignIn(server.id, row["email"], row["password"]) for row in people]
    for runner in runners:
        runner.once()  # the first sign-in replaces the imported hash
    rates, limits = [], []
    for _ in range(rounds):
        limits.append(hashes(server))
        rates.append(signins_a_second(runners))
    ratio = statistics.median(rate / limit for rate, limit in zip(rates, limits))
    limit = statistics.median(limits)
    print(f"{'sign-ins':<42}{statistics.median(rates):>9.1f} a second   {ratio:>5.2f} of the argon2id limit ({limit:.1f} hashes a second)")


def hashes(server, seconds=4):
    """Hashes per second on all cores, with no other load."""
    words = [server.binary, "bench-hash", "--seconds", str(seconds)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[0])


def signins_a_second(runners, seconds=5):
    counts, stop = [0] * len(runners), time.time() + seconds

    def work(index):
        while time.time() < stop:
            runners[index].once()
            counts[index] += 1

    started = time.time()
    threads = [threading.Thread(target=work, args=(i,)) for i in range(len(runners))]
    [t.start() for t in threads]
    [t.join() for t in threads]
    return sum(counts) / (time.time() - started)


def start(server):
    server.stop()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        server.log = open(os.path.join(server.data, "server.log"), "ab")
        server.process = subprocess.Popen(
            [server.binary, "serve", "--data", os.path.join(server.data, "lanyard")], env=server.environment,
            stdout=server.log, stderr=subprocess.STDOUT)
        host, port = server.id.replace("http://", "").split(":")
        while True:
            try:
                with socket.create_connection((host, int(port)), timeout=1) as s:
                    s.sendall(b"GET /health/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    if s.recv(64).startswith(b"HTTP/1.1 200"):
                        break
            except OSError:
                pass
        times.append((time.perf_counter() - began) * 1000)
        time.sleep(2)
        memory = resident(server.process.pid)
        server.process.terminate()
        server.process.wait()
    print(f"{'first answer after the start':<42}{statistics.median(times):>9.0f} ms         (existing database; aim 150)")
    print(f"{'idle memory':<42}{memory:>9.0f} MB         (resident; aim 60)")
    server.start()


def resident(pid):
    for line in open(f"/proc/{pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def logins(server):
    """Checks that every row of logins.csv has the outcome that it names."""
    wrong, began = [], time.time()
    rows = serving.example_logins()
    for row in rows:
        said = SignIn(server.dashboard if row["product"] == "dashboard" else server.mail, row["email"], row["password"], row=row, server=server).outcome()
        if said != row["outcome"]:
            wrong.append((row["product"], row["email"], row["outcome"], said))
    print(f"{'example logins':<42}{len(rows) - len(wrong):>9} of {len(rows)} do what they say ({time.time() - began:.0f} s)")
    for line in wrong[:20]:
        print("  ", *line)


def crash(_):
    subprocess.run([str(ROOT / "Benchmarks/crash"), "100"], check=True)


PARTS = {"tokens": tokens, "signins": signins, "start": start, "logins": logins, "crash": crash}


def main():
    chosen = sys.argv[1:] or list(PARTS)
    with tempfile.TemporaryDirectory() as data:
        server = serving.Server(data)
        for name in ("LANYARD_HASHING_MEMORY_KIB", "LANYARD_HASHING_PASSES"):
            server.environment.pop(name)
        server.start()
        try:
            for name in chosen:
                PARTS[name](server)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
