"""Signs people in with idpyoidc's relying party: discovery, code with PKCE, both ways to present the client's secret, refresh, the
back-channel logout token, and logout at the ID."""
import json

import pytest
from cryptojwt.key_jar import KeyJar
from idpyoidc.client.defaults import DEFAULT_OIDC_SERVICES
from idpyoidc.client.exception import OidcServiceError
from idpyoidc.client.oauth2.stand_alone_client import backchannel_logout
from idpyoidc.client.rp_handler import RPHandler

from back_channel import BackChannel
from signing_in import Person, answer

SITE = "https://calendar.example"
MEMBER = "support@northwind.example"
END_SESSION = {"class": "idpyoidc.client.oidc.end_session.EndSession"}
PKCE = {
    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
}


@pytest.fixture(scope="module")
def back_channel():
    channel = BackChannel()
    yield channel
    channel.server.shutdown()


@pytest.fixture(scope="module")
def registered(server, back_channel):
    added = server.command(
        "client", "add", "Calendar", "--redirect", SITE + "/authz_cb", "--post-logout-redirect", SITE + "/session_logout",
        "--backchannel-logout", back_channel.url, "--first-party", "--json")
    return json.loads(added.stdout)


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def calendar(server, registered, request):
    configuration = {
        "client_type": "oidc",
        "issuer": server.id,
        "client_id": registered["client_id"],
        "client_secret": registered["client_secret"],
        "redirect_uris": [SITE + "/authz_cb"],
        "post_logout_redirect_uris": [SITE + "/session_logout"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email"],
        "client_authn_methods": [request.param],
        "token_endpoint_auth_methods_supported": [request.param],
        "services": {**DEFAULT_OIDC_SERVICES, "end_session": END_SESSION},
        "add_ons": {"pkce": PKCE},
    }
    return RPHandler(base_url=SITE, keyjar=KeyJar(), client_configs={server.id: configuration})


def sign_in(server, calendar):
    """Runs the flow as the library's documentation has it: begin, and finalize. Returns what it found and the person."""
    request = calendar.begin(server.id)
    assert {"state", "nonce", "code_challenge"} <= answer(request).keys()
    person = Person(server, MEMBER)
    ended = person.sign_in(request)
    assert isinstance(ended, str), ended.text
    assert ended.startswith(SITE + "/authz_cb?"), ended
    found = calendar.finalize(server.id, answer(ended))
    assert "error" not in found, found
    return found, person


def test_code_flow_with_userinfo(server, calendar):
    found, _ = sign_in(server, calendar)
    assert found["issuer"] == server.id
    assert found["id_token"]["sub"] == found["userinfo"]["sub"]
    assert found["id_token"]["amr"] == ["pwd"]
    assert found["userinfo"]["email"] == found["userinfo"]["preferred_username"] == MEMBER
    assert found["userinfo"]["given_name"] == "Support Member of"
    assert calendar.has_active_authentication(found["state"])


def test_refresh_gives_a_token_that_userinfo_takes(server, calendar):
    found, _ = sign_in(server, calendar)
    refreshed = calendar.refresh_access_token(found["state"])
    assert refreshed["access_token"] != found["token"]
    assert calendar.get_valid_access_token(found["state"])[0] == refreshed["access_token"]
    assert calendar.get_user_info(found["state"])["sub"] == found["userinfo"]["sub"]


def test_logout_at_the_id_ends_the_tokens_and_comes_back(server, calendar):
    found, person = sign_in(server, calendar)
    request = calendar.logout(found["state"])["url"]
    assert {"id_token_hint", "post_logout_redirect_uri", "state"} <= answer(request).keys()
    ended = person.get(request)
    assert ended == f"{SITE}/session_logout?state={answer(request)['state']}"
    with pytest.raises(OidcServiceError):
        calendar.refresh_access_token(found["state"])


def test_signing_out_at_the_id_sends_a_logout_token_that_the_library_takes(server, calendar, back_channel):
    found, person = sign_in(server, calendar)
    back_channel.forget()
    person.sign_out()
    client = calendar.get_client_from_session_key(found["state"])
    assert backchannel_logout(client, request_args={"logout_token": back_channel.wait()[0]}) == found["state"]
