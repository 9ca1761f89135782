"""The program of bin/bench. Every figure is the median of several rounds in which what is compared takes turns."""
import concurrent.futures
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests"))
import load  # noqa: E402
from access import access  # noqa: E402
import serving  # noqa: E402
from events import events  # noqa: E402
from importing import importing  # noqa: E402
from invoices import invoices  # noqa: E402
from load import compared  # noqa: E402
from messages import messages  # noqa: E402
from passkeys import passkeys  # noqa: E402
from provisioning import provisioning  # noqa: E402
from questions import Questions  # noqa: E402
from signin import SignIn, plain_logins, sign_in  # noqa: E402
from waiting import waiting  # noqa: E402

os.environ.setdefault("LANYARD_BINARY", str(ROOT / ".build/release/lanyard"))


def tokens(server):
    bare = lambda: load.bare(server)
    asked = Questions(server)
    for title, question in (("token by client credentials", asked.token), ("decision", asked.decision)):
        compared(title, lambda: load.load(question.url, "POST", question.headers, question.body), bare)
    session = requests.Session()
    sign_in(session, server.dashboard + "/overview", "member@northwind.example", serving.PASSWORD)
    session.get(server.dashboard + "/overview")  # leaves the offer to join and opens the page itself
    cookie = [("Cookie", "; ".join(f"{c.name}={c.value}" for c in session.cookies))]
    for path in ("/overview", "/messages", "/projects"):
        compared("dashboard page " + path, lambda: load.load(server.dashboard + path, headers=cookie), bare)


def signins(server, parallel=16, rounds=3):
    people = plain_logins()[:parallel]
    runners = [SignIn(server.id, row["email"], row["password"]) for row in people]
    for runner in runners:
        runner.once()  # the first sign-in replaces the imported hash
    rates = []
    limits = []
    shares = []
    for _ in range(rounds):
        limits.append(hashes(server))
        used = processor_seconds(server)
        rate, done = signins_a_second(runners)
        rates.append(rate)
        shares.append(done * os.cpu_count() / limits[-1] / (processor_seconds(server) - used))
    rate = statistics.median(rates)
    limit = statistics.median(limits)
    ratio = statistics.median(one / most for one, most in zip(rates, limits))
    print(f"{'sign-ins':<42}{rate:>9.1f} a second   {ratio:>5.2f} of the argon2id limit ({limit:.1f} hashes a second)")
    print(f"{'of the processor time the server takes':<42}{statistics.median(shares):>9.2f} goes into the hashes; the client takes the rest of the cores")


def processor_seconds(server):
    """What the server has used of the processors."""
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def hashes(server, seconds=4):
    """Hashes per second on all cores, with no other load."""
    words = [server.binary, "bench-hash", "--seconds", str(seconds)]
    return float(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()[0])


def signins_a_second(runners, seconds=5):
    started = time.time()

    def count(runner):
        done = 0
        while time.time() < started + seconds:
            runner.once()
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(len(runners)) as pool:
        done = sum(pool.map(count, runners))
    return done / (time.time() - started), done


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


def evidence(_):
    """Breaks, and rollouts in which nothing breaks, drawn at random: how soon the brake sees them, and how often it is wrong."""
    subprocess.run([str(ROOT / ".build/release/EvidenceTrials"), "1000"], check=True)


PARTS = {
    "tokens": tokens,
    "access": access,
    "importing": importing,
    "provisioning": provisioning,
    "passkeys": passkeys,
    "signins": signins,
    "waiting": waiting,
    "start": start,
    "logins": logins,
    "invoices": invoices,
    "crash": crash,
    "evidence": evidence,
}


def main():
    chosen = sys.argv[1:] or list(PARTS)
    counted = {"messages": messages, "events": events}
    for word in [word for word in chosen if word.partition("=")[0] in counted]:
        counted[word.partition("=")[0]](int(word.partition("=")[2] or 1_000_000))
        chosen.remove(word)
    if not chosen:
        return
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
