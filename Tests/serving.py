"""A running server for the browser journeys and the third-party clients: the debug build, on free ports, with the example data."""
import csv
import hashlib
import hmac
import os
import pathlib
import socket
import struct
import subprocess
import time
import base64

import requests

from name_server import NameServer

ROOT = pathlib.Path(__file__).resolve().parent.parent
PASSWORD = "correct horse battery staple"
ADMINISTRATOR_SECRET = "WP7OSIZPRLZCCH464SI4LMIL5S2VMO74"


def example_logins():
    """The rows of Examples/logins.csv: who can sign in where, how, and what must happen."""
    with open(ROOT / "Examples/logins.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reserved_port():
    """A socket that is bound to a free port and does not listen. While it is open, the kernel gives the port to no other program and no
    outgoing connection; a server that sets SO_REUSEADDR, as ours does, can listen on it meanwhile."""
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.bind(("127.0.0.1", 0))
    return reserved


def totp(secret, at=None, period=30, digits=6, algorithm="sha1"):
    """RFC 6238."""
    counter = int((at or time.time()) // period)
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), getattr(hashlib, algorithm)).digest()
    offset = digest[-1] & 15
    return str((struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**digits).zfill(digits)


class Server:
    """With `addresses` it is reached there, by https through a proxy, and has no example data."""

    def __init__(self, data, addresses=None):
        self.data = data
        self.ports = [reserved_port() for _ in range(3)]
        self.id, self.dashboard, self.mail = (f"http://localhost:{port.getsockname()[1]}" for port in self.ports)
        self.names = NameServer()
        self.environment = {
            **os.environ,
            "LANYARD_HASHING_MEMORY_KIB": "1024",
            "LANYARD_HASHING_PASSES": "1",
            "LANYARD_SIGN_IN_REFUSAL_FLOOR_MS": "20",
            "LANYARD_DNS_SERVERS": self.names.address,
        }
        for name in ("id", "dashboard", "mail"):
            address = getattr(self, name)
            self.environment[f"LANYARD_{name.upper()}_PUBLIC_ADDRESS"] = (addresses or {}).get(name, address)
            self.environment[f"LANYARD_{name.upper()}_LISTEN"] = address.replace("http://localhost", "127.0.0.1")
        self.example = [] if addresses else ["--example-data", str(ROOT / "Examples")]
        self.binary = os.environ.get("LANYARD_BINARY", str(ROOT / ".build/debug/lanyard"))

    def start(self):
        if "LANYARD_DATABASE" in self.environment:
            self.command("schema", "upgrade")
        self.log = open(os.path.join(self.data, "server.log"), "ab")
        self.process = subprocess.Popen(
            [self.binary, "serve", "--data", os.path.join(self.data, "lanyard"), *self.example],
            env=self.environment, stdout=self.log, stderr=subprocess.STDOUT, cwd=self.data)
        deadline = time.time() + 180
        for address in (self.id, self.dashboard, self.mail):
            self.wait_for(address + "/health/ready", deadline)

    def wait_for(self, url, deadline):
        while True:
            if self.process.poll() is not None:
                raise RuntimeError("the server ended: " + pathlib.Path(self.log.name).read_text()[-4000:])
            try:
                if requests.get(url, timeout=2).status_code == 200:
                    return
            except requests.ConnectionError:
                pass
            if time.time() > deadline:
                raise RuntimeError(f"{url} does not answer: " + pathlib.Path(self.log.name).read_text()[-4000:])
            self.process.poll()

    def command(self, *words, input=None, check=True):
        """Runs a command beside the server on the same data."""
        done = subprocess.run(
            [self.binary, *words, "--data", os.path.join(self.data, "lanyard")],
            env=self.environment, input=input, capture_output=True, text=True, cwd=self.data)
        if check and done.returncode != 0:
            raise RuntimeError(f"{words} ended with {done.returncode}: {done.stderr}{done.stdout}")
        return done

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()
