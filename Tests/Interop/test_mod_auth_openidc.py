"""docs/connect/mod_auth_openidc.md: Apache with the lines of the page signs people in: discovery, code with PKCE, claims handed to the page behind
as headers, logout by the module, logout by the ID's back channel, and a person who does not agree. The module must have nothing to complain of."""
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
def another_apache(server, page, tmp_path_factory):
    """Starts one with a client of its own: `another_apache(without="OIDCResponseMode")`."""
    started = []

    def start(**options):
        started.append(Apache(server, page, tmp_path_factory.mktemp("apache"), **options))
        return started[-1]

    yield start
    for apache in started:
        apache.stop()


def open_page(apache, person):
    """Opens the protected page in the person's browser, without following where it leads."""
    return person.browser.get(apache.site + "/team/", allow_redirects=False, headers={"Accept": "text/html"})


def sign_in(server, apache):
    """Opens the protected page and signs in where it leads. Returns the person, and the headers that reached the page."""
    person = Person(server, MEMBER)
    request = open_page(apache, person).headers["Location"]
    assert {"state", "nonce", "code_challenge"} <= answer(request).keys()
    address, fields = posted(person.sign_in(request))
    assert address == apache.site + "/team/redirect_uri"
    shown = person.browser.post(address, data=fields)
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


def refuse(server, apache):
    """Signs in and does not agree. Returns the person, and what the ID shows or leads to."""
    server.command("client", "change", apache.registered["client_id"], "--no-first-party")
    person = Person(server, MEMBER)
    asked = person.sign_in(open_page(apache, person).headers["Location"])
    return person, person.post(asked, "/oauth/consent", decision="deny")


def test_who_does_not_agree_is_told_so_by_the_module(server, another_apache):
    apache = another_apache()
    person, refusal = refuse(server, apache)
    address, fields = posted(refusal)
    assert address == apache.site + "/team/redirect_uri"
    # The module writes its own page and Apache an error page behind it, so nothing else can be read from that connection.
    refused = person.browser.post(address, data=fields, headers={"Connection": "close"})
    assert "access_denied" in refused.text
    asked = person.get(open_page(apache, person).headers["Location"])
    address, fields = posted(person.post(asked, "/oauth/consent", decision="allow"))
    assert person.browser.post(address, data=fields).json()["OIDC_CLAIM_email"] == MEMBER


def test_without_form_post_people_come_in_but_are_not_told_of_a_refusal(server, another_apache):
    """It takes the `iss` of an error (RFC 9207) for the answer of a page where people choose among several IDs."""
    apache = another_apache(without="OIDCResponseMode")
    person = Person(server, MEMBER)
    ended = person.sign_in(open_page(apache, person).headers["Location"])
    assert ended.startswith(apache.site + "/team/redirect_uri?"), ended
    assert person.browser.get(ended).json()["OIDC_CLAIM_email"] == MEMBER
    person, ended = refuse(server, apache)
    assert answer(ended)["error"] == "access_denied"
    refused = person.browser.get(ended, headers={"Connection": "close"})
    assert "Invalid Request" in refused.text and "access_denied" not in refused.text
