"""Applications that others wrote, in a browser: their callbacks lead on to where they want."""

import http.server
import json
import threading
import urllib.parse

import pytest
from browsing import SUPPORT, address_step, example, password_step
from playwright.sync_api import expect


class Chain(http.server.BaseHTTPRequestHandler):
    """A callback that redirects to another origin, which redirects once more."""

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/callback":
            return self.redirect(f"http://localhost:{self.server.server_port}/next")
        if path == "/next":
            return self.redirect(f"http://127.0.0.1:{self.server.server_port}/end")
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<h1>Arrived</h1>")

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.posted = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        self.redirect(f"http://localhost:{self.server.server_port}/next")

    def redirect(self, address):
        self.send_response(303)
        self.send_header("Location", address)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def application():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Chain)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def request(server, application, *words, **more):
    callback = f"http://127.0.0.1:{application.server_port}/callback"
    added = server.command("client", "add", "Broker", "--redirect", callback, "--no-pkce", "--json", *words)
    client = json.loads(added.stdout)["client_id"]
    query = {"client_id": client, "redirect_uri": callback, "response_type": "code", "scope": "openid", "state": "s", **more}
    return server.id + "/oauth/authorize?" + urllib.parse.urlencode(query)


@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_a_callback_may_redirect_to_other_origins(server, visitor, application, mode):
    """Browsers hold redirects after a form against `form-action`; so no form of ours ends in somebody else's chain."""
    person = example("hana.rossi.188@northwind.example")
    page = visitor()
    page.goto(request(server, application, response_mode=mode))
    address_step(page, person.email)
    password_step(page, person.password)
    if "/join" in page.url:
        page.get_by_role("button", name="Not now").click()
    page.get_by_role("button", name="Allow Broker").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arrived")
    if mode == "form_post":
        assert application.posted["state"] == "s" and application.posted["code"]


def test_without_scripts_a_link_leads_on(server, visitor, application):
    person = example("hana.rossi.188@northwind.example")
    page = visitor(java_script_enabled=False)
    page.goto(request(server, application, response_mode="form_post"))
    address_step(page, person.email)
    password_step(page, person.password)
    if "/join" in page.url:
        page.get_by_role("button", name="Not now").click()
    page.get_by_role("button", name="Allow Broker").click()
    page.get_by_role("button", name="Go on to Broker").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arrived")


@pytest.mark.parametrize(("mode", "asked"), [("query", True), ("query", False), ("form_post", False)])
def test_a_callback_may_redirect_to_other_origins_in_firefox(server, fox, application, mode, asked):
    """After the form of the password, where nobody is asked for consent, and after that of the consent. Firefox lets redirects after a form
    pass; it holds the form that is posted against `form-action`, and its script against `script-src`."""
    tab = fox.visitor()
    words = [] if asked else ["--first-party"]
    tab.goto(request(server, application, *words, response_mode=mode))
    tab.sign_in(SUPPORT)
    if asked:
        tab.click("button", "Allow Broker")
    tab.shows("Arrived")
    if mode == "form_post":
        assert application.posted["state"] == "s" and application.posted["code"]
