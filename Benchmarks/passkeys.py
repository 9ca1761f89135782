"""Whole sign-ins by a passkey: a browser without cookies opens the sign-in page, answers it and gets a session."""
import multiprocessing
import os
import time
import zlib

import authenticator
import load
import processor
from wire import COOKIE, Connection

PEOPLE = 256
CLIENTS = 16


class Client:
    """One connection, on which the people of some passkeys sign in one after the other."""

    def __init__(self, address, keys):
        self.connection = Connection(address)
        self.keys = keys
        self.nonce = authenticator.Nonce()
        host = self.connection.host
        self.page = f"GET /sign-in HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        self.head = (
            f"POST /sign-in/passkey HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n")

    def sign_in(self, key):
        head, page = self.connection.exchange(self.page)
        cookies = "; ".join(f"{name.decode()}={value.decode()}" for name, value in COOKIE.findall(head))
        page = zlib.decompress(page, wbits=31)
        token = value_of(page, b"_token")
        answer = key.answer(value_of(page, b"challenge"), self.nonce)
        body = f"_token={token}&{answer}"
        request = f"{self.head}Cookie: {cookies}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        head, _ = self.connection.exchange(request.encode())
        if not head.startswith(b"HTTP/1.1 303") or b"lanyard_id=" not in head:
            raise SystemExit(f"A passkey did not get in: {head.decode()}")

    def run(self, seconds):
        """How many sign-ins there were."""
        count = 0
        stop = time.monotonic() + seconds
        while time.monotonic() < stop:
            self.sign_in(self.keys[count % len(self.keys)])
            count += 1
        return count


def value_of(page, field):
    start = page.index(b'name="' + field + b'" value="') + len(field) + 15
    return page[start : page.index(b'"', start)].decode()


class Fleet:
    """Processes that sign in at the same time, each with people of its own."""

    def __init__(self, server, keys):
        self.server = server
        self.shares = [keys[index::CLIENTS] for index in range(CLIENTS)]
        self.client_cores = []
        self.server_cores = []

    def rate(self, seconds=4):
        """Sign-ins per second. Notes how much of a core the clients and the server took meanwhile."""
        with multiprocessing.Pool(CLIENTS) as pool:
            pool.map(ready, range(CLIENTS), 1)
            began = time.monotonic()
            before = processor.seconds(self.server.process.pid)
            done = pool.starmap(work, [(self.server.id, share, seconds) for share in self.shares], 1)
            used = processor.seconds(self.server.process.pid) - before
            self.server_cores.append(used / (time.monotonic() - began))
        self.client_cores.append(sum(used for _, used in done) / seconds)
        return sum(count for count, _ in done) / seconds


def ready(_):
    """Lets each process of the pool be there before the time counts."""
    time.sleep(0.2)


def work(address, keys, seconds):
    client = Client(address, keys)
    before = time.process_time()
    count = client.run(seconds)
    return count, time.process_time() - before


def passkeys(server):
    server.stop()
    keys = authenticator.seed(os.path.join(server.data, "lanyard"), server.id, PEOPLE)
    server.start()
    fleet = Fleet(server, keys)
    load.compared("sign-in by a passkey", fleet.rate, lambda: load.bare(server))
    processor.shown("clients of the passkeys", fleet.client_cores)
    processor.shown("server meanwhile", fleet.server_cores)
