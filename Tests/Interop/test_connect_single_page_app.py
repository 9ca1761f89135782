"""docs/connect/single-page-app.md: the page signs people in and out by itself, in Chromium."""
import http.server
import json
import threading

import pytest
from connecting import ConnectPage
from playwright.sync_api import expect, sync_playwright
from serving import PASSWORD

NOBODY = "Nobody is signed in"


class Page(http.server.BaseHTTPRequestHandler):
    """Answers with the page, whose policy lets it ask the ID and nobody else."""

    def do_GET(self):
        self.send_response(200 if self.path.split("?")[0] == "/" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", f"default-src 'none'; script-src 'unsafe-inline'; connect-src {self.server.issuer}")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(server):
    """The address at which the page is."""
    host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    address = f"http://localhost:{host.server_port}"
    values = {"https://shop.example.com": address, "https://id.example.com": server.id}
    page = ConnectPage("single-page-app", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    assert "client_secret" not in made
    values["CLIENT_ID"] = made["client_id"]
    host.issuer, host.page = server.id, page.block("`index.html`")
    threading.Thread(target=host.serve_forever, daemon=True).start()
    yield address
    host.shutdown()
    host.server_close()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """A tab of a new browser. The scripts of the page may throw nothing that the page does not catch."""
    context = chromium.new_context()
    context.set_default_timeout(15_000)
    thrown = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert thrown == []


@pytest.fixture
def person(server, request):
    """The address of somebody who has not been asked about the page yet: the ID remembers what they answer."""
    address = f"{request.node.name.replace('_', '-')}@people.example"
    server.command("person", "add", address, "--name", "Åsa Öberg", "--password-stdin", input=PASSWORD + "\n")
    return address


def shows(tab, text):
    expect(tab.get_by_role("heading", level=1)).to_have_text(text, timeout=15_000)


def press(tab, name):
    tab.get_by_role("button", name=name, exact=True).click()


def sign_in(tab, site, person, answer):
    """Signs in from the page, and gives this answer where the ID asks whether the page may know who it is."""
    tab.goto(site)
    shows(tab, NOBODY)
    press(tab, "Sign in")
    tab.get_by_label("E-mail address").fill(person)
    press(tab, "Continue")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    press(tab, "Sign in")
    press(tab, answer)


def test_people_sign_in_and_out(tab, site, person):
    sign_in(tab, site, person, "Allow Shop map")
    shows(tab, "Hello, Åsa Öberg")
    assert tab.url == site + "/", "neither code nor state stay in the address"
    press(tab, "Sign out")
    tab.wait_for_url(site + "/")
    shows(tab, NOBODY)
    press(tab, "Sign in")
    expect(tab.get_by_label("E-mail address")).to_be_visible()


def test_whoever_reloads_the_page_comes_back_without_a_question(tab, site, person):
    sign_in(tab, site, person, "Allow Shop map")
    shows(tab, "Hello, Åsa Öberg")
    tab.reload()
    shows(tab, NOBODY)
    press(tab, "Sign in")
    shows(tab, "Hello, Åsa Öberg")


def test_a_refusal_reaches_the_page(tab, site, person):
    sign_in(tab, site, person, "Do not allow")
    shows(tab, "access_denied")


def test_an_answer_to_a_request_of_others_is_not_taken(tab, site, server):
    tab.goto(site)
    press(tab, "Sign in")
    expect(tab.get_by_label("E-mail address")).to_be_visible()
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{site}/?code=of-somebody-else&state=of-somebody-else&iss={server.id}")
    shows(tab, "This answer is not to a request of ours")
    assert asked and not any(address.endswith("/oauth/token") for address in asked)
