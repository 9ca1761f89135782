"""Decisions where many are concerned: batches, a search over 10,000 members, and a person in 2,000 accounts."""
import json
import os
import sqlite3
import statistics
import time

import requests

from load import bare, compared, load
from questions import Question, Questions

MEMBERS = 10_000
ACCOUNTS = 2_000
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def made_id(prefix, number):
    """An id as the server writes them, of a number."""
    text = ""
    for _ in range(26):
        text = DIGITS[number % 32] + text
        number //= 32
    return f"{prefix}_{text}"


class Many:
    """Copies of a member of Northwind: 10,000 people in one account of ten administrators, and that member in 2,000 accounts."""

    def __init__(self, server):
        self.person = json.loads(server.command("person", "show", "u100001", "--json").stdout)["id"]
        self.small = json.loads(server.command("account", "show", "acc_10000", "--json").stdout)["id"]
        self.database = sqlite3.connect(os.path.join(server.data, "lanyard", "id.db"), timeout=60)
        self.database.row_factory = sqlite3.Row
        self.serial = 0
        member = self.row("members", "person_id = ? AND account_id = ?", self.person, self.small)
        self.sources = {
            "person": self.row("people", "id = ?", self.person), "address": self.row("email_addresses", "person_id = ?", self.person),
            "account": self.row("accounts", "id = ?", self.small), "member": member,
            "grant": self.row("access_grants", "member_id = ?", member["id"]),
        }
        with self.database:
            self.large = self.account("Ten thousand")
            self.people = [self.colleague(number) for number in range(MEMBERS)]
            self.others = [self.account(f"Account {number}") for number in range(ACCOUNTS)]
            for account in self.others:
                self.join(self.person, account, "administrator")

    def row(self, table, where, *values):
        return dict(self.database.execute(f"SELECT * FROM {table} WHERE {where} LIMIT 1", values).fetchone())

    def add(self, table, source, **changes):
        row = {**self.sources[source], **changes}
        names = ", ".join(row)
        self.database.execute(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
        return row

    def next(self, prefix):
        self.serial += 1
        return made_id(prefix, self.serial)

    def account(self, name):
        account = self.add("accounts", "account", id=self.next("acc"), name=name)["id"]
        self.database.execute("INSERT INTO account_products VALUES (?, 'dashboard')", (account,))
        return account

    def colleague(self, number):
        person = self.add("people", "person", id=self.next("per"), name=f"Colleague {number}")["id"]
        address = f"colleague{number}@many.example"
        self.add("email_addresses", "address", id=self.next("adr"), person_id=person, written=address, canonical=address)
        self.join(person, self.large, "administrator" if number < 10 else ("member", "associate")[number % 2])
        return person

    def join(self, person, account, role):
        member = self.add("members", "member", id=self.next("mem"), person_id=person, account_id=account)["id"]
        self.add("access_grants", "grant", id=self.next("grt"), account_id=account, member_id=member, role=role)


def evaluation(person, account):
    return {
        "subject": {"type": "person", "id": person}, "action": {"name": "view"},
        "resource": {"type": "area", "id": "messages", "properties": {"account": account}},
    }


def searched(server, headers, account, area):
    """How many are found, and the milliseconds until the last page of the answer."""
    question = {
        "subject": {"type": "person"}, "action": {"name": "view"},
        "resource": {"type": "area", "id": area, "properties": {"account": account}}, "page": {"limit": 10_000},
    }
    found, token, took = 0, "", 0
    session = requests.Session()
    while True:
        if token:
            question["page"] = {"token": token}
        began = time.perf_counter()
        answer = session.post(server.id + "/access/v1/search/subject", json=question, headers=dict(headers))
        took += time.perf_counter() - began
        answer.raise_for_status()
        page = answer.json()
        found += len(page["results"])
        token = page.get("page", {}).get("next_token", "")
        if not token:
            return found, took * 1000


def access(server):
    headers = Questions(server).decision.headers
    many = Many(server)

    def asked(person, account):
        return Question(server.id + "/access/v1/evaluation", headers, json.dumps(evaluation(person, account)))

    def rate(question):
        return load(question.url, "POST", question.headers, question.body)

    small = asked(many.person, many.small)
    fifty = Question(
        server.id + "/access/v1/evaluations", headers,
        json.dumps({"evaluations": [evaluation(person, many.large) for person in many.people[:50]]}))
    compared("batches of 50 decisions", lambda: rate(fifty), lambda: bare(server))
    for title, question in (
        ("decision in an account of 10,000 members", asked(many.people[5000], many.large)),
        ("decision about a person in 2,000 accounts", asked(many.person, many.others[1000])),
    ):
        ratios = [rate(small) / rate(question) for _ in range(3)]
        print(f"{title:<42}{statistics.median(ratios):>9.2f} times one in a small account (aim 1.5)")
    for area in ("messages", "billing"):
        times = [searched(server, headers, many.large, area) for _ in range(9)]
        found = times[0][0]
        print(f"{'search: who can view ' + area:<42}{statistics.median(t for _, t in times):>9.0f} ms         ({found} of {MEMBERS} found; aim 50)")
