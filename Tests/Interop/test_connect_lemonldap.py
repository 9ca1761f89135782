"""docs/connect/lemonldap-ng.md: LemonLDAP::NG's portal, configured by the lines of the page, sends people to the ID and knows them
afterwards, signs them out at both, and is told who did not agree."""
import json

import pytest
import requests
from connecting import ConnectPage
from lemonldap import Portal
from serving import reserved_port
from signing_in import Person, answer

MEMBER = "support@northwind.example"
# The number of its message "Error during authentication with OpenID Provider".
FAILED = 106


@pytest.fixture(scope="module")
def portal(server, tmp_path_factory):
    reserved = reserved_port()
    portal = Portal(reserved.getsockname()[1], tmp_path_factory.mktemp("lemonldap"))
    values = {"https://auth.example.com": portal.site, "https://id.example.com": server.id}
    page = ConnectPage("lemonldap-ng", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    values |= {"CLIENT_ID": made["client_id"], "CLIENT_SECRET": made["client_secret"]}
    (portal.folder / "lanyard.json").write_text(page.block("`lanyard.json`:"))
    portal.configure(page.block("As root"))
    portal.start()
    yield portal
    portal.stop()
    reserved.close()


def open_portal(portal, person):
    """Opens the portal in the person's browser, without following where it leads."""
    return person.browser.get(portal.site + "/", allow_redirects=False, headers={"Accept": "text/html"})


def asked(server, portal):
    """A person on the page of the ID that asks whether the portal may know them, or back at the portal if it asked before."""
    person = Person(server, MEMBER)
    begun = open_portal(portal, person)
    assert begun.status_code == 302, begun.text + portal.complaints()
    assert {"state", "nonce"} <= answer(begun.headers["Location"]).keys()
    return person, person.sign_in(begun.headers["Location"])


def sign_in(server, portal):
    person, page = asked(server, portal)
    if not isinstance(page, str):
        page = person.post(page, "/oauth/consent", decision="allow")
    person.browser.get(page)
    return person


def test_who_does_not_agree_is_told_so_by_the_portal(server, portal):
    person, page = asked(server, portal)
    refused = person.browser.get(person.post(page, "/oauth/consent", decision="deny"))
    assert f'trmsg="{FAILED}"' in refused.text, refused.text
    assert "access_denied" in portal.complaints()
    assert open_portal(portal, person).status_code == 302, "the portal does not know them"


def test_the_portal_knows_who_signed_in(server, portal):
    person = sign_in(server, portal)
    shown = open_portal(portal, person)
    assert shown.status_code == 200, shown.text + portal.complaints()
    assert "Support Member of Northwind" in shown.text
    session = portal.session(person.browser.cookies["lemonldap"])
    assert (session["uid"], session["mail"], session["cn"]) == (MEMBER, MEMBER, "Support Member of Northwind")
    assert session["_whatToTrace"].startswith("per_") and session["_whatToTrace"].endswith("@lanyard")


def test_signing_out_of_the_portal_ends_the_sign_in_at_the_id(server, portal):
    person = sign_in(server, portal)
    left = person.browser.get(portal.site + "/?logout=1", allow_redirects=False)
    assert left.headers["Location"].startswith(server.id + "/oauth/logout?"), left.text
    assert person.get(left.headers["Location"]) == portal.site + "/?logout=1"
    begun = open_portal(portal, person)
    assert begun.status_code == 302 and not isinstance(person.get(begun.headers["Location"]), str), "the ID asks again"


def test_the_portal_cannot_be_told_that_somebody_signed_out_at_the_id(portal):
    """The page says so. When a later version can, its registration gets a back-channel logout address."""
    assert requests.post(portal.site + "/oauth2/blogout", data={"logout_token": "x"}, timeout=20).status_code == 501
