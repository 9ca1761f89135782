"""The program of bin/drill: things go wrong under load, and it is written down what people see, what is lost, and for how long."""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import requests

from places import Node, Postgres, nodes_on, until
from traffic import Balancer, Traffic, signed_in

ROWS = []


def report(drill, seen, lost, how_long):
    ROWS.append((drill, seen, lost, how_long))
    print(f"| {drill} | {seen} | {lost} | {how_long} |", flush=True)


def traffic_on(nodes):
    client, people = nodes[0].furnish()
    return Traffic(Balancer([node.id for node in nodes], nodes[0].id), client, people)


def stop(*nodes):
    for node in nodes:
        if node.process.poll() is None:
            node.stop()


@contextlib.contextmanager
def on_postgres(folder, count=2, **environment):
    """Nodes on a PostgreSQL of their own, and the traffic at them; they are stopped whatever happened."""
    postgres = Postgres().create()
    try:
        postgres.sql("CREATE DATABASE lanyard")
        nodes = nodes_on(postgres, folder, count, **environment)
        try:
            yield postgres, nodes, traffic_on(nodes)
        finally:
            stop(*nodes)
    finally:
        postgres.stop()


def lost(traffic, failures):
    """What the drill may not lose: every session that was acknowledged."""
    missing = traffic.lost()
    return f"{missing} of {len(traffic.sessions)} acknowledged sessions; {len(failures)} of {len(traffic.tries)} requests failed"


def kinds(failures):
    found = {}
    for one in failures:
        what = re.sub(r".*(refused|reset|closed|aborted|timed out).*", r"connection \1", one.failure, flags=re.S)
        found[what] = found.get(what, 0) + 1
    return ", ".join(f"{what} ({count})" for what, count in sorted(found.items())) or "nothing"


def database_gone(folder):
    with on_postgres(folder, 1) as (postgres, (node,), traffic):
        with traffic:
            until(lambda: len(traffic.sessions) > 10)
            postgres.run("pg_ctl", "-D", f"{postgres.folder}/data", "-m", "immediate", "-w", "stop")
            gone = time.time()
            ready = until_status(node.id + "/health/ready", 503)
            time.sleep(5)
            page = requests.get(node.id + "/sign-in", headers={"Accept": "text/html"}, timeout=20)
            words = re.sub(r"<[^>]+>", " ", page.text)
            assert page.status_code == 503 and "X-Request-ID" in page.headers, (page.status_code, words[:500])
            postgres.start()
            back = time.time()
            until(lambda: traffic.first_success("sign-in", back) is not None)
            again = traffic.first_success("sign-in", back)
            time.sleep(1)
        failures = traffic.failed(gone)
        report("PostgreSQL stops for five seconds", f"status 503 with a page that says to try again; /health/ready says 503 after {ready:.1f} s; {kinds(failures)}",
               lost(traffic, failures), f"the first sign-in {again:.1f} s after it is back")


def until_status(url, status, seconds=30):
    began = time.time()

    def answered():
        try:
            return requests.get(url, timeout=5).status_code == status
        except requests.RequestException:
            return False

    until(answered, seconds)
    return time.time() - began


def disk_full(folder):
    mount = pathlib.Path(folder) / "small"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m,mode=0700", "tmpfs", str(mount)], check=True)
    try:
        node = Node(mount / "node")
        node.start()
        traffic = traffic_on([node])
        with traffic:
            until(lambda: len(traffic.sessions) > 10)
            filler = mount / "filler"
            with open(filler, "wb") as file:
                try:
                    while True:
                        file.write(b"x" * 65536)
                        file.flush()
                except OSError:
                    pass
            full = time.time()
            until(lambda: traffic.failed(full))
            time.sleep(3)
            tokens = [one for one in traffic.tries if one.kind == "token" and one.at > full + 1]
            filler.unlink()
            freed = time.time()
            until(lambda: traffic.first_success("sign-in", freed) is not None)
            again = traffic.first_success("sign-in", freed)
        served = sum(not one.failure for one in tokens)
        failures = traffic.failed(full)
        found = lost(traffic, failures)
        stop(node)
        whole = subprocess.run(["sqlite3", f"{mount}/node/lanyard/id.db", "PRAGMA integrity_check"], capture_output=True, text=True).stdout.strip()
        assert whole == "ok", whole
        report("The disk is full", f"sign-ins: {kinds(failures)}; {served} of {len(tokens)} tokens are given all the same", found + "; the database is whole",
               f"the first sign-in {again:.1f} s after there is room")
    finally:
        subprocess.run(["umount", str(mount)], check=True)


def clock_jumps(folder):
    library = pathlib.Path(folder) / "clock.so"
    source = pathlib.Path(__file__).parent / "clock.c"
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source), "-ldl"], check=True)
    wound = pathlib.Path(folder) / "clock"

    def wind(text):
        (wound.parent / "clock.new").write_text(text)
        os.rename(wound.parent / "clock.new", wound)

    wind("0")
    node = Node(
        pathlib.Path(folder) / "node", LD_PRELOAD=str(library), DRILL_CLOCK=str(wound))
    node.start()
    client, people = node.furnish(2)
    balancer = Balancer([node.id], node.id)

    def sign_in():
        browser = requests.Session()
        return signed_in(lambda *words, **options: balancer.send(browser, *words, **options), people[0])

    def opens(cookie):
        return balancer.send(requests.Session(), "GET", "/security", cookies={"lanyard_id": cookie}).status_code == 200

    def token():
        answer = balancer.send(requests.Session(), "POST", "/oauth/token", data={"grant_type": "client_credentials"},
                               auth=(client["client_id"], client["client_secret"]))
        return answer.json()["access_token"]

    def works(bearer):
        return balancer.send(requests.Session(), "POST", "/access/v1/evaluation", headers={"Authorization": "Bearer " + bearer}, json={}).status_code != 401

    before, bearer = sign_in(), token()
    seen = []
    wind("3600")
    seen.append(f"an hour on: the session {'goes on' if opens(before) else 'is over'}, a token of ten minutes {'still works' if works(bearer) else 'is over'}, "
                f"sign-in {'works' if isinstance(sign_in(), str) else 'fails'}")
    late = token()
    wind("-3600")
    seen.append(f"two hours back: the session {'goes on' if opens(before) else 'is over'}, a token of the later hour {'works' if works(late) else 'is refused until its time'}, "
                f"sign-in {'works' if isinstance(sign_in(), str) else 'fails'}, new tokens {'work' if works(token()) else 'fail'}")
    doctor = node.command("doctor", check=False).stdout
    seen.append("the doctor " + ("says so" if re.search(r"clock\s+(doubtful|broken)", doctor) else "sees nothing"))
    wind("0")
    report("The clock jumps", "; ".join(seen), f"{int(not opens(before))} of 1 session", "at once, both ways")
    balancer.ended.set()
    stop(node)


def mail_hangs(folder):
    """A mail server that takes the connection and never says a word."""
    silent = socket.create_server(("127.0.0.1", 0))
    held = []
    threading.Thread(target=lambda: [held.append(silent.accept()) for _ in range(100)], daemon=True).start()
    node = Node(
        pathlib.Path(folder) / "node", LANYARD_SMTP_URL=f"smtp://127.0.0.1:{silent.getsockname()[1]}", LANYARD_SMTP_FROM="no-reply@example.com")
    node.start()
    traffic = traffic_on([node])
    with traffic:
        until(lambda: len(traffic.sessions) > 10)
        node.command("person", "add", "waiting@example.com", "--name", "Waiting")  # mails a welcome
        hung = time.time()
        until(lambda: held, 30)
        time.sleep(5)
        metrics = requests.get(node.id + "/metrics", timeout=5).text
    age = float(re.search(r"^lanyard_outbox_oldest_seconds (\S+)$", metrics, re.M)[1])
    assert age > 3, metrics
    failures = traffic.failed(hung)
    report("The mail server hangs", f"nothing; the message waits ({age:.0f} s old in lanyard_outbox_oldest_seconds, which an alert watches) and is tried for an hour and more",
           lost(traffic, failures), "mails leave once it answers")
    stop(node)


def key_missing(folder):
    node = Node(pathlib.Path(folder) / "node")
    node.start()
    traffic = traffic_on([node])
    key = pathlib.Path(node.data) / "lanyard/master.key"
    with traffic:
        until(lambda: len(traffic.sessions) > 5)
        key.rename(key.with_suffix(".away"))
        away = time.time()
        until(lambda: traffic.first_success("sign-in", away + 1) is not None)
    running = traffic.failed(away)
    stop(node)
    said = subprocess.run([node.binary, "serve", "--data", str(key.parent)], env=node.environment, capture_output=True, text=True, cwd=node.data)
    assert said.returncode == 1 and "master key" in said.stderr, said
    sentence = said.stderr.strip().removeprefix("Error: ").replace(str(key.parent), "the data folder")
    key.with_suffix(".away").rename(key)
    node.start()
    traffic.balancer.ready[node.id] = True
    report("The master key is gone", f"a running server goes on ({len(running)} requests failed); it does not start again: “{sentence}”",
           lost(traffic, running), "starts once the key is back")
    stop(node)


def backup_restored(folder):
    node = Node(pathlib.Path(folder) / "node")
    node.start()
    traffic = traffic_on([node])
    backup = pathlib.Path(folder) / "backup"
    with traffic:
        until(lambda: len(traffic.sessions) > 20)
        before = list(traffic.sessions)
        began = time.time()
        node.command("backup", str(backup))
        taken = time.time() - began
    key = pathlib.Path(folder) / "key.txt"
    key.write_text(node.command("key", "export").stdout)
    stop(node)
    other = Node(pathlib.Path(folder) / "other", node)
    began = time.time()
    subprocess.run(
        [other.binary, "restore", str(backup), "--data", f"{other.data}/lanyard", "--key", str(key)], env=other.environment, check=True, capture_output=True)
    other.start()
    up = time.time() - began
    balancer = Balancer([other.id], node.id)
    gone = sum(
        balancer.send(requests.Session(), "GET", "/security", cookies={"lanyard_id": cookie}).status_code != 200 for cookie in before)
    balancer.ended.set()
    report("A backup is restored elsewhere", f"nothing while it is taken ({taken:.1f} s): {kinds(traffic.failed())}",
           f"{gone} of {len(before)} sessions of before the backup; what came after it is gone with the old server", f"restored and serving in {up:.1f} s")
    stop(other)


def node_killed(folder):
    with on_postgres(folder) as (_, (_, second), traffic):
        with traffic:
            until(lambda: len(traffic.sessions) > 20)
            second.kill()
            killed = time.time()
            time.sleep(4)
        failures = traffic.failed(killed - 1)
        last = max((one.at for one in failures), default=killed)
        report("One of two nodes is killed", kinds(failures), lost(traffic, failures), f"the last failure {max(0.0, last - killed):.1f} s after it")


def nodes_replaced(folder):
    with on_postgres(folder, LANYARD_DRAIN_SECONDS="2") as (_, nodes, traffic):
        began = time.time()
        with traffic:
            until(lambda: len(traffic.sessions) > 20)
            for node in nodes:
                stop(node)
                node.start()
                until(lambda: traffic.balancer.ready[node.id])
            time.sleep(1)
        failures = traffic.failed(began)
        assert not failures, kinds(failures)
        report("Two nodes are replaced, one after the other", kinds(failures), lost(traffic, failures), f"{time.time() - began:.0f} s for both, with drain_seconds: 2")


def standby_promoted(folder):
    primary = Postgres("wal_level = replica\nmax_wal_senders = 5").create()
    primary.sql("CREATE DATABASE lanyard")
    standby = Postgres().follow(primary)
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    primary.sql("SELECT pg_reload_conf()")
    until(lambda: primary.sql("SELECT sync_state FROM pg_stat_replication") == "sync")
    database = f"postgres://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/lanyard?target_session_attrs=read-write&connect_timeout=2"
    node, = nodes_on(database, folder, 1)
    traffic = traffic_on([node])
    with traffic:
        until(lambda: len(traffic.sessions) > 20)
        primary.kill()
        killed = time.time()
        until(lambda: primary.run("pg_isready", "-h", "127.0.0.1", "-p", str(primary.port), check=False).returncode == 2)
        time.sleep(1)
        standby.promote()
        promoted = time.time()
        until(lambda: traffic.first_success("sign-in", promoted) is not None)
        again = traffic.first_success("sign-in", promoted)
        time.sleep(2)
    failures = traffic.failed(killed - 1)
    report("PostgreSQL's primary is killed, and its synchronous standby promoted a second later", kinds(failures), lost(traffic, failures),
           f"the first sign-in {again:.1f} s after the promotion; requests waited {traffic.longest_gap(killed):.1f} s at most")
    stop(node)
    standby.stop()
    primary.stop()


DRILLS = {drill.__name__: drill for drill in (
    database_gone, disk_full, clock_jumps, mail_hangs, key_missing, backup_restored, node_killed, nodes_replaced, standby_promoted)}


def main():
    print("| what happens | what people see | what is lost | how long |\n|---|---|---|---|")
    for name in sys.argv[1:] or DRILLS:
        with tempfile.TemporaryDirectory(prefix="lanyard-drill-") as folder:
            DRILLS[name](folder)


if __name__ == "__main__":
    main()
