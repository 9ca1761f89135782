"""Signs people in to a page behind Apache with mod_auth_openidc: discovery, code with PKCE, claims handed to the page as headers, logout
by the module, logout by the ID's back channel, and a person who does not agree. The module must have nothing to complain of."""
import http.server
import re
import threading
import time

import pytest

from apache import Apache, Page
from signing_in import Person, answer, posted

MEMBER = "support@northwind.example"


@pytest.fixture(scope="module")
def page():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="module")
def apache(server, page, tmp_path_factory):
    apache = Apache(server, page, tmp_path_factory.mktemp("apache"))
    yield apache
    apache.stop()


@pytest.fixture
def posting_apache(server, page, tmp_path_factory):
    """One that takes answers by form_post. With those in an address it does not find errors: it takes their `iss` (RFC 9207) for the
    answer of a page where people choose among several IDs."""
    apache = Apache(server, page, tmp_path_factory.mktemp("apache"), "OIDCResponseMode form_post")
    yield apache
    apache.stop()


def open_page(apache, person):
    """Opens the protected page in the person's browser, without following where it leads."""
    return person.browser.get(apache.site + "/team/", allow_redirects=False, headers={"Accept": "text/html"})


def sign_in(server, apache):
    """Opens the protected page and signs in where it leads. Returns the person, and the headers that reached the page."""
    person = Person(server, MEMBER)
    request = open_page(apache, person).headers["Location"]
    assert {"state", "nonce", "code_challenge"} <= answer(request).keys()
    ended = person.sign_in(request)
    assert isinstance(ended, str), ended.text
    assert ended.startswith(apache.site + "/team/redirect_uri?"), ended
    shown = person.browser.get(ended)
    assert shown.url == apache.site + "/team/" and shown.status_code == 200, shown.text
    return person, shown.json()


def test_the_page_gets_the_claims_as_headers(server, apache):
    _, headers = sign_in(server, apache)
    assert headers["OIDC_CLAIM_email"] == headers["OIDC_CLAIM_preferred_username"] == MEMBER
    assert headers["OIDC_CLAIM_sub"].startswith("per_")
    assert headers["OIDC_CLAIM_name"] == "Support Member of Northwind"
    assert headers["OIDC_CLAIM_iss"] == server.id


def test_logout_by_the_module_ends_both_sessions_and_comes_back(server, apache):
    person, _ = sign_in(server, apache)
    left = person.browser.get(
        apache.site + "/team/redirect_uri", params={"logout": apache.site + "/bye"}, allow_redirects=False)
    assert left.headers["Location"].startswith(server.id + "/oauth/logout?")
    assert person.get(left.headers["Location"]) == apache.site + "/bye"
    request = open_page(apache, person).headers["Location"]
    assert not isinstance(person.get(request), str), "the ID asks again"


def test_signing_out_at_the_id_closes_the_page(server, apache):
    person, _ = sign_in(server, apache)
    assert open_page(apache, person).status_code == 200
    person.sign_out()
    deadline = time.time() + 20
    while open_page(apache, person).status_code == 200:
        assert time.time() < deadline, "the logout token did not reach the module"
    assert open_page(apache, person).headers["Location"].startswith(server.id + "/oauth/authorize?")


def test_the_module_has_nothing_to_complain_of(server, apache):
    sign_in(server, apache)
    assert "auth_openidc" in apache.complaints(), "the log has what the module says"
    assert not re.findall(r".*auth_openidc:(?:emerg|alert|crit|error)\].*", apache.complaints())


def test_who_does_not_agree_is_told_so_by_the_module(server, posting_apache):
    server.command("client", "change", posting_apache.registered["client_id"], "--no-first-party")
    person = Person(server, MEMBER)
    asked = person.sign_in(open_page(posting_apache, person).headers["Location"])
    address, fields = posted(person.post(asked, "/oauth/consent", decision="deny"))
    assert address == posting_apache.site + "/team/redirect_uri"
    # The module writes its own page and Apache an error page behind it, so nothing else can be read from that connection.
    refused = person.browser.post(address, data=fields, headers={"Connection": "close"})
    assert "access_denied" in refused.text
    asked = person.get(open_page(posting_apache, person).headers["Location"])
    address, fields = posted(person.post(asked, "/oauth/consent", decision="allow"))
    assert person.browser.post(address, data=fields).json()["OIDC_CLAIM_email"] == MEMBER
