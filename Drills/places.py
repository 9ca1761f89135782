"""What drills run on: nodes of the ID, and PostgreSQL servers whose disk is real."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests"))
import serving  # noqa: E402
from traffic import PASSWORD  # noqa: E402


class Postgres:
    """A PostgreSQL server in a folder of its own. Unlike that of the tests, it waits for the disk."""

    def __init__(self, settings=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lanyard-drill-"))
        self.reserved = serving.reserved_port()
        self.port = self.reserved.getsockname()[1]
        self.settings = settings
        self.binaries = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres")

    def run(self, program, *words, check=True):
        prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        return subprocess.run([*prefix, str(self.binaries / program), *words], capture_output=True, text=True, check=check, cwd="/")

    def create(self):
        self.run("initdb", "-D", f"{self.folder}/data", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self.configure(self.settings)
        self.start()
        return self

    def follow(self, primary):
        """Becomes the primary's synchronous standby."""
        self.run("pg_basebackup", "-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres", "-D", f"{self.folder}/data", "-R", "-C", "-S", "drill",
                 "-d", "application_name=standby")
        self.configure("")
        self.start()
        return self

    def configure(self, settings):
        lines = [f"port = {self.port}", "listen_addresses = '127.0.0.1'", f"unix_socket_directories = '{self.folder}'", "max_connections = 200",
                 "max_pred_locks_per_transaction = 256", *settings.splitlines()]
        with open(self.folder / "data/postgresql.conf", "a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")

    def start(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-t", "60", "-l", f"{self.folder}/log", "start")

    def kill(self):
        """As a machine does that loses its power: no process ends in order."""
        pids = subprocess.run(["pgrep", "-f", f"{self.folder}/data"], capture_output=True, text=True).stdout.split()
        master = (self.folder / "data/postmaster.pid").read_text().split()[0]
        children = subprocess.run(["pgrep", "-P", master], capture_output=True, text=True).stdout.split()
        subprocess.run(["kill", "-KILL", *set(pids + children + [master])], check=False)

    def promote(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-w", "promote")

    def sql(self, text):
        return self.run("psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-qtA", "-c", text).stdout.strip()

    def stop(self):
        self.run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.reserved.close()


class Node(serving.Server):
    """A server under its own addresses, or under those of another node."""

    def __init__(self, data, beside=None, **environment):
        pathlib.Path(data).mkdir(parents=True, exist_ok=True)
        super().__init__(str(data))
        self.example = []
        if beside:
            for name in ("ID", "DASHBOARD", "MAIL"):
                self.environment[f"LANYARD_{name}_PUBLIC_ADDRESS"] = beside.environment[f"LANYARD_{name}_PUBLIC_ADDRESS"]
        self.environment.update(environment)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def furnish(self, people=6):
        """Adds a client and people. Returns both."""
        made = self.command("client", "add", "Drill", "--grant", "client_credentials", "--scope", "access.evaluate", "--json")
        addresses = [f"person{number}@example.com" for number in range(people)]
        for address in addresses:
            self.command("person", "add", address, "--name", "A Person", "--password-stdin", input=PASSWORD)
        return json.loads(made.stdout), addresses


def nodes_on(postgres, folder, count=2, **environment):
    """Nodes on one PostgreSQL with one master key, under a common public address; all are running."""
    database = f"postgres://postgres@127.0.0.1:{postgres.port}/lanyard" if isinstance(postgres, Postgres) else postgres
    nodes = []
    for number in range(count):
        data = pathlib.Path(folder) / f"node{number}"
        node = Node(data, nodes[0] if nodes else None, LANYARD_DATABASE=database, **environment)
        if nodes:
            (data / "lanyard").mkdir(mode=0o700)
            shutil.copy(pathlib.Path(nodes[0].data) / "lanyard/master.key", data / "lanyard/master.key")
            os.chmod(data / "lanyard/master.key", 0o600)
        node.start()
        nodes.append(node)
    return nodes


def until(condition, seconds=60):
    deadline = time.time() + seconds
    while not condition():
        if time.time() > deadline:
            raise SystemExit("a drill waited in vain")
        time.sleep(0.02)
