"""Requests of programs and sign-ins of people, sent without a pause to whichever nodes are ready; what failed, and what was acknowledged."""
import dataclasses
import html
import re
import threading
import time

import requests

PASSWORD = "correct horse battery staple"


@dataclasses.dataclass
class Try:
    at: float
    kind: str
    #: None if it was answered as it should be.
    failure: str | None
    ended: float


class NoNode(Exception):
    pass


class Balancer:
    """What stands before the nodes: it asks each of them five times a second whether it is ready, and goes on to the next one if a node takes no
    connection. A request that was sent once is never sent again."""

    def __init__(self, nodes, public):
        self.nodes, self.public, self.turn, self.ready = nodes, public, 0, {}
        self.ended = threading.Event()
        for node in nodes:
            self.ready[node] = self.is_ready(node)
        threading.Thread(target=self.watch, daemon=True).start()

    @staticmethod
    def is_ready(node):
        try:
            return requests.get(node + "/health/ready", timeout=1).status_code == 200
        except requests.RequestException:
            return False

    def watch(self):
        while not self.ended.wait(0.2):
            for node in self.nodes:
                self.ready[node] = self.is_ready(node)

    def send(self, browser, method, path, **options):
        self.turn += 1
        order = self.nodes[self.turn % len(self.nodes):] + self.nodes[: self.turn % len(self.nodes)]
        headers = {"Host": self.public.split("//")[1], "Origin": self.public, "Connection": "close", "Accept": "text/html",
                   **options.pop("headers", {})}
        for node in [node for node in order if self.ready[node]] or order:
            try:
                return browser.request(method, node + path, headers=headers, allow_redirects=False, timeout=15, **options)
            except requests.ConnectTimeout:
                continue
            except requests.ConnectionError as error:
                if "refused" not in str(error):
                    raise
        raise NoNode("no node takes a connection")


class Traffic:
    def __init__(self, balancer, client, people):
        self.balancer, self.client, self.people = balancer, client, people
        self.tries, self.sessions = [], []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.work, args=(kind,), daemon=True) for kind in ("token", "page", "sign-in", "sign-in")]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join(timeout=60)
        self.balancer.ended.set()

    def work(self, kind):
        number = 0
        while not self.ended.is_set():
            number += 1
            started = time.time()
            try:
                failure = {"token": self.token, "page": self.page, "sign-in": self.sign_in}[kind](number)
            except (requests.RequestException, NoNode) as error:
                failure = f"{type(error).__name__}: {str(error)[:120]}"
            self.tries.append(Try(started, kind, failure, time.time()))
            if failure:
                time.sleep(0.05)

    def token(self, _):
        answer = self.balancer.send(
            requests.Session(), "POST", "/oauth/token", data={"grant_type": "client_credentials"},
            auth=(self.client["client_id"], self.client["client_secret"]))
        return None if answer.status_code == 200 else f"status {answer.status_code}"

    def page(self, _):
        answer = self.balancer.send(requests.Session(), "GET", "/sign-in")
        return None if answer.status_code == 200 else f"status {answer.status_code}"

    def sign_in(self, number):
        browser = requests.Session()
        cookie = signed_in(lambda *words, **options: self.balancer.send(browser, *words, **options), self.people[number % len(self.people)])
        if isinstance(cookie, int):
            return f"status {cookie}"
        self.sessions.append(cookie)
        return None

    def failed(self, since=0.0, until=float("inf")):
        return [one for one in self.tries if one.failure and since <= one.at < until]

    def first_success(self, kind, since):
        found = sorted(one.at for one in self.tries if one.kind == kind and not one.failure and one.at >= since)
        return found[0] - since if found else None

    def longest_gap(self, since):
        """The longest time in which no sign-in ended well."""
        times = sorted(one.ended for one in self.tries if one.kind == "sign-in" and not one.failure and one.ended >= since - 1)
        return max((later - earlier for earlier, later in zip(times, times[1:])), default=0.0)

    def lost(self):
        """How many sessions that were acknowledged do not open the ID."""
        lost = 0
        for cookie in self.sessions:
            answer = self.balancer.send(requests.Session(), "GET", "/security", cookies={"lanyard_id": cookie})
            lost += answer.status_code != 200
        return lost


def signed_in(send, address):
    """Signs in page by page. Returns the cookie of the session, or the status of a page that is none of these."""
    page = send("GET", "/sign-in")
    for path, fields in (("/sign-in", {"address": address}), ("/sign-in/password", {"password": PASSWORD})):
        form = re.search(rf'<form[^>]* action="({path}(?:\?[^"]*)?)".*?</form>', page.text, re.S)
        if page.status_code != 200 or not form:
            return page.status_code
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0])
        page = send("POST", html.unescape(form[1]), data={name: html.unescape(value) for name, value in hidden} | fields)
        cookie = page.cookies.get("lanyard_id")
        if cookie:
            return cookie
        if page.status_code == 303:
            page = send("GET", page.headers["Location"])
    return page.status_code
