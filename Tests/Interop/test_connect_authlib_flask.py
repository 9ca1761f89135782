"""docs/connect/authlib-flask.md: the application of the page signs people in and out, and is told when they sign out at the ID."""
import json
import os
import time
import types
import urllib.parse

import pytest
from connecting import ConnectPage
from serving import reserved_port
from signing_in import Person
from werkzeug.serving import make_server
import threading

MEMBER = "support@northwind.example"


@pytest.fixture(scope="module")
def site(server):
    reserved = reserved_port()
    address = f"http://localhost:{reserved.getsockname()[1]}"
    values = {"https://shop.example.com": address, "https://id.example.com": server.id}
    page = ConnectPage("authlib-flask", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    server.command("client", "change", made["client_id"], "--first-party")
    values |= {"CLIENT_ID": made["client_id"], "CLIENT_SECRET": made["client_secret"]}
    os.environ["SHOP_KEY"] = "of the test alone"
    module = types.ModuleType("app")
    exec(compile(page.block("`app.py`"), "app.py", "exec"), vars(module))
    running = make_server("localhost", reserved.getsockname()[1], module.app, threaded=True)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield address
    running.shutdown()
    reserved.close()


def sign_in(server, site):
    person = Person(server, MEMBER)
    request = person.browser.get(site + "/sign-in", allow_redirects=False).headers["Location"]
    assert "code_challenge=" in request
    shown = person.browser.get(person.sign_in(request))
    assert shown.text == "Hello, Support Member of Northwind"
    return person


def test_people_sign_in_and_out(server, site):
    person = sign_in(server, site)
    end = person.browser.get(site + "/sign-out", allow_redirects=False).headers["Location"]
    assert person.get(end) == site + "/"
    assert person.browser.get(site + "/", allow_redirects=False).headers["Location"] == "/sign-in"


def test_who_signs_out_at_the_id_is_signed_out_here(server, site):
    person = sign_in(server, site)
    person.sign_out()
    deadline = time.time() + 20
    while person.browser.get(site + "/", allow_redirects=False).status_code == 200:
        assert time.time() < deadline, "no logout token arrived"


def test_a_refusal_reaches_the_application(server, site):
    request = Person(server, MEMBER).browser.get(site + "/sign-in", allow_redirects=False).headers["Location"]
    ended = Person(server, MEMBER).get(request + "&prompt=none")
    assert urllib.parse.parse_qs(urllib.parse.urlsplit(ended).query)["error"] == ["login_required"]
