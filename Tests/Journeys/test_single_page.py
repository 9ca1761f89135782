"""An application that is only a page in the browser: a public client of another origin, which reads our answers by fetch (CORS)."""
import http.server
import json
import pathlib
import threading

import pytest
import requests
from browsing import SUPPORT, address_step, heading, password_step
from playwright.sync_api import expect

NAME = "Support Member of Northwind"
# What a page learns of an answer: its status, or that the browser keeps it to itself.
READ = "([address, options]) => fetch(address, options).then((answer) => answer.status, (refused) => refused.name)"


class Pages(http.server.BaseHTTPRequestHandler):
    """Answers every path with the application's page."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *arguments):
        pass


@pytest.fixture
def hosted():
    """Starts the server of another page, at an origin of its own: `host, origin = hosted()`. `host.page` is what it serves."""
    servers = []

    def host():
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        server.daemon_threads = True
        server.page = "<!doctype html><title>Empty</title>"
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server, f"http://127.0.0.1:{server.server_port}"

    yield host
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def application(server, hosted):
    """The address of the page, which is registered as a public client."""
    host, origin = hosted()
    added = server.command("client", "add", "Single page", "--public", "--redirect", origin + "/app", "--json")
    client = json.loads(added.stdout)
    assert not client.get("client_secret")
    page = pathlib.Path(__file__).with_name("single_page.html").read_text(encoding="utf-8")
    host.page = page.replace("ISSUER", server.id).replace("CLIENT", client["client_id"])
    return origin + "/app"


@pytest.fixture
def page(chromium):
    """A page of a new visitor, in whose console a refused answer may be reported."""
    context = chromium.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sign_in(page, application):
    page.goto(application)
    page.get_by_role("button", name="Sign in").click()
    address_step(page, SUPPORT.email)
    password_step(page, SUPPORT.password)
    page.get_by_role("button", name="Allow Single page").click()
    expect(heading(page)).to_have_text("Hello, " + NAME)


def test_a_page_signs_somebody_in_by_itself(visitor, application):
    """Discovery, keys, code with PKCE, userinfo, refresh and revocation are all read by fetch, and nothing is said in the console."""
    page = visitor()
    sign_in(page, application)
    first = page.evaluate("tokens")
    assert first["token_type"] == "Bearer" and "offline_access" in first["scope"].split()
    second = page.evaluate("refresh()")
    assert second["status"] == 200 and second["refresh_token"] != first["refresh_token"]
    assert page.evaluate("userInfo()")["name"] == NAME
    assert page.evaluate("revoke()") == {"status": 200}


def test_a_page_reads_why_it_is_refused(page, application):
    """A refusal is an answer, too: the page learns that it has to ask for another sign-in."""
    sign_in(page, application)
    page.evaluate("revoke()")
    spent = page.evaluate("userInfo()")
    assert spent["status"] == 401 and "invalid_token" in spent["challenge"]
    refused = page.evaluate("refresh()")
    assert refused["status"] == 400 and refused["error"] == "invalid_grant"


def test_a_page_signs_somebody_in_by_itself_in_firefox(fox, application):
    """Discovery, keys, code with PKCE and userinfo, as Firefox sends them."""
    tab = fox.visitor()
    tab.goto(application)
    tab.click("button", "Sign in")
    tab.sign_in(SUPPORT)
    tab.click("button", "Allow Single page")
    tab.shows("Hello, " + NAME)


def test_a_page_of_an_origin_that_is_not_registered_reads_no_tokens(server, hosted, application, page):
    """Its browser keeps the answers of the token endpoints from it; discovery and keys are everybody's."""
    _, stranger = hosted()
    known = requests.get(server.id + "/.well-known/openid-configuration", timeout=10).json()
    form = {"method": "POST", "headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": "grant_type=refresh_token"}
    bearer = {"headers": {"Authorization": "Bearer x"}}
    asked = {"token_endpoint": form, "revocation_endpoint": form, "userinfo_endpoint": bearer, "jwks_uri": {}}
    page.goto(stranger)
    read = {name: page.evaluate(READ, [known[name], options]) for name, options in asked.items()}
    assert read == {"token_endpoint": "TypeError", "revocation_endpoint": "TypeError", "userinfo_endpoint": "TypeError", "jwks_uri": 200}
    assert page.evaluate(READ, [server.id + "/.well-known/openid-configuration", {}]) == 200
    # The same requests from the page that is registered: it is the origin that made the difference.
    page.goto(application)
    read = {name: page.evaluate(READ, [known[name], options]) for name, options in asked.items()}
    assert read == {"token_endpoint": 401, "revocation_endpoint": 401, "userinfo_endpoint": 401, "jwks_uri": 200}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/oauth/jwks"])
def test_discovery_and_keys_are_for_every_origin(server, path):
    """And without credentials: nobody's cookies come with such a request."""
    answer = requests.get(server.id + path, headers={"Origin": "https://stranger.example"}, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
