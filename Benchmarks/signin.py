"""Signing in by plain HTTP, as a browser without JavaScript does it."""
import html
import json
import re
import socket
import time
import urllib.parse

import requests

import serving

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


class SignIn:
    def __init__(self, address, email, password, row=None, server=None):
        self.address, self.email, self.password, self.row, self.server = address, email, password, row, server

    def once(self):
        """Sends three hand-written requests on one connection, so that the load generator does not cost more than what it measures."""
        wire = Wire(self.address)
        _, page = wire.send("GET", "/sign-in")
        token = re.search(rb'name="_token" value="([^"]+)"', page).group(1).decode()
        wire.send("POST", "/sign-in", {"_token": token, "address": self.email})
        head, _ = wire.send("POST", "/sign-in/password", {"_token": token, "password": self.password})
        if not head.startswith(b"HTTP/1.1 303") or b"lanyard_id=" not in head:
            raise SystemExit(f"{self.email} did not get in: {head[:300]}")

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


class Wire:
    """One connection that is kept open, with its cookies."""

    def __init__(self, address):
        host, port = address.removeprefix("http://").split(":")
        self.host, self.socket, self.cookies = host, socket.create_connection((host, int(port))), {}

    def send(self, method, path, form=None):
        body = urllib.parse.urlencode(form).encode() if form else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{method} {path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookies}\r\n"
        if form:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + body)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.socket.recv(65536)
        head, _, rest = data.partition(b"\r\n\r\n")
        length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
        while len(rest) < length:
            rest += self.socket.recv(65536)
        for name, value in re.findall(rb"(?i)set-cookie: ([^=]+)=([^;\r]*)", head):
            self.cookies[name.decode()] = value.decode()
        return head, rest
