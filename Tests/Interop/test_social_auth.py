"""docs/connect/social-auth.md: social-auth-core with the settings of the page signs people in: discovery, code with PKCE, a user with their
names, the same user at the next sign-in, and a refresh whose ID token continues the first."""
import copy
import json

import pytest
from social_core.actions import do_auth, do_complete
from social_core.backends.open_id_connect import OpenIdConnectAuth
from social_core.exceptions import AuthSessionError

from connecting import ConnectPage
from signing_in import Person, answer
from social_site import Link, Visit

CALLBACK = "https://shop.example.com/complete/oidc/"
MEMBER = "support@northwind.example"


@pytest.fixture(scope="module")
def settings(server):
    """The settings that the page says."""
    values = {"https://id.example.com": server.id}
    page = ConnectPage("social-auth", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    server.command("client", "change", made["client_id"], "--first-party")
    values |= {"CLIENT_ID": made["client_id"], "CLIENT_SECRET": made["client_secret"]}
    said = {}
    exec(compile(page.block("`settings.py`"), "settings.py", "exec"), {}, said)
    return said


@pytest.fixture
def visit(settings):
    return Visit(settings)


def begin(visit):
    request = do_auth(OpenIdConnectAuth(visit, CALLBACK))
    assert {"state", "nonce", "code_challenge"} <= answer(request).keys()
    return request


def complete(visit, ended):
    """What the site does with the answer. Returns the user who is signed in, and their link to the ID."""
    assert isinstance(ended, str), ended.text
    assert ended.startswith(CALLBACK + "?"), ended
    visit.request = answer(ended)
    signed_in = []
    assert do_complete(OpenIdConnectAuth(visit, CALLBACK), lambda backend, *who: signed_in.extend(who)) == "/welcome"
    return signed_in


def test_the_first_sign_in_makes_a_user_with_names_and_the_second_finds_it(server, visit):
    Link.forget()
    person = Person(server, MEMBER)
    user, link = complete(visit, person.sign_in(begin(visit)))
    assert user.username == user.email == MEMBER
    assert (user.first_name, user.last_name) == ("Support Member of", "Northwind")
    assert user.fullname == "Support Member of Northwind"
    again, same_link = complete(visit, person.get(begin(visit)))
    assert again is user and same_link is link
    assert list(Link.users) == [MEMBER]
    assert link.uid.startswith("per_")


def test_a_refresh_continues_the_first_id_token(server, visit):
    _, link = complete(visit, Person(server, MEMBER).sign_in(begin(visit)))
    before = copy.deepcopy(link.extra_data)
    link.refresh_token(visit)
    assert link.extra_data["access_token"] != before["access_token"]
    assert link.extra_data["refresh_token"] != before["refresh_token"]
    assert link.extra_data["id_token"] != before["id_token"]


def test_an_answer_to_somebody_elses_request_is_refused(server, visit):
    ended = Person(server, MEMBER).sign_in(begin(visit))
    with pytest.raises(AuthSessionError):
        complete(Visit(visit.settings), ended)
