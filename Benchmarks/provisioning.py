"""A directory that brings 10,000 people by SCIM, and one group of all of them, while somebody signs in again and again."""
import itertools
import json
import threading
import time

import requests

from signin import SignIn, plain_logins

PEOPLE = 10_000
OPERATIONS = 1_000
SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:"
MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"


class Directory:
    def __init__(self, server):
        made = json.loads(
            server.command("account", "scim-token", "acc_10000", "--product", "dashboard", "--role", "member", "--json").stdout)
        self.address = made["address"]
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {made['token']}"

    def send(self, method, path, body):
        """What is answered, and how many seconds it took."""
        began = time.perf_counter()
        answer = self.session.request(method, self.address + path, json=body)
        took = time.perf_counter() - began
        answer.raise_for_status()
        return answer.json() if answer.content else {}, took

    def bring(self, number):
        """The ids of some newcomers."""
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": str(one), "data": user(number * OPERATIONS + one)}
            for one in range(OPERATIONS)]
        answer, took = self.send("POST", "/Bulk", {"schemas": [MESSAGES + "BulkRequest"], "Operations": operations})
        refused = [one for one in answer["Operations"] if one["status"] != "201"]
        if refused:
            raise SystemExit(f"{len(refused)} of {OPERATIONS} were refused, such as {refused[0]}")
        return [one["location"].rpartition("/")[2] for one in answer["Operations"]], took

    def change(self, group, operation, ids):
        value = [{"value": one} for one in ids]
        operations = [{"op": operation, "path": "members", "value": value}]
        return self.send("PATCH", f"/Groups/{group}", {"schemas": [MESSAGES + "PatchOp"], "Operations": operations})[1]


def user(number):
    address = f"newcomer{number}@bulk.example"
    return {
        "schemas": [SCHEMAS + "User"], "userName": address, "externalId": f"n{number}", "displayName": f"Newcomer {number}",
        "emails": [{"value": address, "type": "work", "primary": True}], "active": True}


class SigningIn(threading.Thread):
    """Somebody who signs in again and again; whatever goes wrong is kept."""

    def __init__(self, server):
        super().__init__()
        row = plain_logins()[0]
        self.runner = SignIn(server.id, row["email"], row["password"])
        self.runner.once()
        self.times = []
        self.failure = None
        self.is_over = threading.Event()

    def run(self):
        try:
            while not self.is_over.is_set():
                began = time.perf_counter()
                self.runner.once()
                self.times.append(time.perf_counter() - began)
        except BaseException as error:  # told at the end
            self.failure = error

    def end(self):
        self.is_over.set()
        self.join()
        if self.failure:
            raise SystemExit(f"a sign-in failed meanwhile: {self.failure}")


def provisioning(server):
    directory = Directory(server)
    person = SigningIn(server)
    person.start()
    brought = [directory.bring(number) for number in range(PEOPLE // OPERATIONS)]
    person.end()
    ids = list(itertools.chain.from_iterable(ids for ids, _ in brought))
    seconds = sum(took for _, took in brought)
    print(f"{'people by SCIM in bulk':<42}{len(ids) / seconds:>9.0f} a second   ({len(ids)} in {seconds:.1f} s)")
    slowest = max(person.times) * 1000
    print(f"{'  sign-ins meanwhile':<42}{len(person.times):>9}            none failed, the slowest {slowest:.0f} ms")
    group = directory.send("POST", "/Groups", {"schemas": [SCHEMAS + "Group"], "displayName": "Everybody"})[0]["id"]
    for title, operation in (("a group gets all of them in one PATCH", "add"), ("and loses them in one", "remove")):
        print(f"{'  ' + title:<42}{directory.change(group, operation, ids) * 1000:>9.0f} ms         (aim 1000)")
