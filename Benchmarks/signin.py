"""Signing in by plain HTTP, as a browser without JavaScript does it."""
import collections
import html
import json
import re
import time
import urllib.parse

import requests

import serving
from wire import Wire

FORM = re.compile(r'<form\b([^>]*)>(.*?)</form>', re.S)
INPUT = re.compile(r'<input\b([^>]*)>')


def attributes(text):
    return {name: html.unescape(value) for name, value in re.findall(r'([a-z-]+)="([^"]*)"', text)}


def form_with(page, field):
    """The action and the fields of the form that has this field."""
    for head, body in FORM.findall(page.text):
        fields = {a["name"]: a.get("value", "") for a in map(attributes, INPUT.findall(body)) if "name" in a}
        if field in fields:
            return urllib.parse.urljoin(page.url, attributes(head).get("action", page.url)), fields
    return None


def submit(session, page, field, value):
    action, fields = form_with(page, field)
    return session.post(action, data={**fields, field: value}, headers={"Referer": page.url})


def last_sms(address, phone):
    """The code in the newest text message to that number, read in the example's mailbox."""
    for row in re.findall(r"<tr\b.*?</tr>", requests.get(address + "/mailbox").text, re.S):
        message = re.search(r'href="(/mailbox/[^"]+)"', row)
        if message and phone in html.unescape(row):
            return re.search(r"\b(\d{6})\b", re.sub(r"<[^>]*>", " ", requests.get(address + message.group(1)).text.split("</header>")[-1])).group(1)
    raise SystemExit(f"No text message went to {phone}.")


def sign_in(session, url, email, password):
    """Opens the page, signs in, and returns the last page."""
    page = session.get(url)
    page = submit(session, page, "address", email)
    return submit(session, page, "password", password)


def plain_logins():
    """The example's logins that get in by a password alone. An address that has a login in both products is checked
    against both, which costs two hashes. So it is left out."""
    rows = serving.example_logins()
    logins = collections.Counter(row["email"].lower() for row in rows)
    wanted = {"two_factor": "none", "outcome": "signs in", "product": "dashboard"}
    return [row for row in rows if wanted.items() <= row.items() and logins[row["email"].lower()] == 1]


class SignIn:
    def __init__(self, address, email, password, row=None, server=None, source="127.0.0.1"):
        self.address = address
        self.email = email
        self.password = password
        self.row = row
        self.server = server
        self.source = source

    def once(self):
        """Sends three hand-written requests on one connection."""
        self.finish(self.begin())

    def begin(self):
        """Sends everything before the password."""
        wire = Wire(self.address, self.source)
        _, page = wire.send("GET", "/sign-in")
        token = re.search(rb'name="_token" value="([^"]+)"', page).group(1).decode()
        head, _ = wire.send("POST", "/sign-in", {"_token": token, "address": self.email})
        path = re.search(rb"(?i)location: (/sign-in/password[^\r]*)", head).group(1).decode()
        return wire, path, token

    def finish(self, begun):
        wire, path, token = begun
        head, _ = wire.send("POST", path, {"_token": token, "password": self.password})
        if not head.startswith(b"HTTP/1.1 303") or b"lanyard_id=" not in head:
            raise SystemExit(f"{self.email} did not get in: {head[:300]}")
        wire.close()

    def outcome(self):
        """The outcome of the sign-in, in the words of logins.csv."""
        session = requests.Session()
        page = sign_in(session, self.address + "/", self.email, self.password or "no password was ever set")
        if form_with(page, "code"):
            page = submit(session, page, "code", self.code())
        if page.url.startswith(self.address) or "/join" in page.url:
            return "signs in"
        if "suspended" in page.text.lower():
            return "refused: suspended" if self.row["product"] == "dashboard" else "refused: disabled"
        return "sets a password by e-mail first" if not self.password else f"{page.status_code} {page.url}"

    def code(self):
        if self.row["two_factor"] == "sms":
            return last_sms(self.server.id, self.row["phone"])
        given = self.row["totp_secret"]
        app = json.loads(given) if given.startswith("{") else {"secret": given}
        return serving.totp(app["secret"], time.time(), app.get("period", 30), app.get("digits", 6), app.get("algorithm", "SHA1").lower())

