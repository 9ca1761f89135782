"""Tests a running server with Authlib, an independent client library: discovery, code with PKCE, tokens, userinfo, refresh,
revocation, client credentials, logout by the client and by the back channel."""
import json
import urllib.parse

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from back_channel import BackChannel
from signing_in import Person, answer

CALLBACK = "https://client.example/callback"
# This person is in one product only, so that no page offers to join two sign-ins.
MEMBER = "support@northwind.example"


@pytest.fixture(scope="module")
def back_channel():
    channel = BackChannel()
    yield channel
    channel.server.shutdown()


@pytest.fixture(scope="module")
def metadata(server):
    found = requests.get(server.id + "/.well-known/openid-configuration", timeout=10).json()
    assert found["issuer"] == server.id
    return found


@pytest.fixture(scope="module")
def registered(server, back_channel):
    """A first-party client, registered on the command line beside the running server."""
    done = server.command(
        "client", "add", "Interop", "--redirect", CALLBACK, "--post-logout-redirect", "https://client.example/out",
        "--backchannel-logout", back_channel.url, "--first-party", "--json")
    return json.loads(done.stdout)


def session(metadata, registered, scope="openid profile email", method="client_secret_basic"):
    return OAuth2Session(
        registered["client_id"], registered.get("client_secret"), scope=scope, redirect_uri=CALLBACK,
        code_challenge_method="S256", token_endpoint_auth_method=method)


def flow(server, metadata, registered, person=None, method="client_secret_basic", scope="openid profile email", **extra):
    """Runs a complete code flow. Returns the client, its tokens and the person with their browser."""
    client = session(metadata, registered, scope, method)
    verifier = "v" * 64
    url, state = client.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-0S6_WzA2Mj", **extra)
    person = person or Person(server, MEMBER)
    ended = person.sign_in(url)
    assert isinstance(ended, str), ended.text
    assert ended.startswith(CALLBACK + "?")
    assert answer(ended)["iss"] == server.id
    token = client.fetch_token(
        metadata["token_endpoint"], authorization_response=ended, state=state, code_verifier=verifier)
    return client, token, person


def claims(metadata, token, audience, algorithms=("RS256",), **options):
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    found = jwt.decode(token, keys, algorithms=list(algorithms)).claims
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": metadata["issuer"]}, aud={"essential": True, "value": audience}, exp={"essential": True},
        **options).validate(found)
    return found


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_code_flow_with_pkce(server, metadata, registered, method):
    client, token, _ = flow(server, metadata, registered, method=method)
    identity = claims(metadata, token["id_token"], registered["client_id"], nonce={"essential": True, "value": "n-0S6_WzA2Mj"})
    assert identity["acr"] == "urn:lanyard:1" and identity["amr"] == ["pwd"]
    access = claims(metadata, token["access_token"], server.id, ("ES256",))
    assert access["sub"] == identity["sub"] and access["client_id"] == registered["client_id"]
    information = client.get(metadata["userinfo_endpoint"]).json()
    assert information["sub"] == identity["sub"]
    assert information["email"] == MEMBER


def test_signed_in_once_the_next_flow_asks_nothing(server, metadata, registered):
    _, _, person = flow(server, metadata, registered)
    url, _ = session(metadata, registered).create_authorization_url(
        metadata["authorization_endpoint"], code_verifier="w" * 64, prompt="none")
    assert "code" in answer(person.get(url))


def test_a_stranger_with_prompt_none_gets_login_required(server, metadata, registered):
    url, state = session(metadata, registered).create_authorization_url(
        metadata["authorization_endpoint"], code_verifier="w" * 64, prompt="none")
    ended = answer(Person(server, MEMBER).get(url))
    assert ended["error"] == "login_required" and ended["state"] == state


def test_refresh_rotates_and_a_used_token_ends_the_family(server, metadata, registered):
    client, token, _ = flow(server, metadata, registered, scope="openid offline_access")
    second = client.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    assert second["refresh_token"] != token["refresh_token"]
    third = client.refresh_token(metadata["token_endpoint"], refresh_token=second["refresh_token"])
    with pytest.raises(OAuthError) as refused:
        client.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    assert refused.value.error == "invalid_grant"
    with pytest.raises(OAuthError):
        client.refresh_token(metadata["token_endpoint"], refresh_token=third["refresh_token"])


def test_revocation_ends_the_grant(server, metadata, registered):
    client, token, _ = flow(server, metadata, registered)
    assert client.revoke_token(metadata["revocation_endpoint"], token["refresh_token"]).status_code == 200
    assert client.get(metadata["userinfo_endpoint"]).status_code == 401


def test_without_pkce_the_client_is_told_so(server, metadata, registered):
    query = {
        "client_id": registered["client_id"], "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid", "state": "s"}
    ended = Person(server, MEMBER).get(metadata["authorization_endpoint"] + "?" + urllib.parse.urlencode(query))
    assert answer(ended)["error"] == "invalid_request"


def test_an_unregistered_address_is_never_led_to(server, metadata, registered):
    query = {"client_id": registered["client_id"], "redirect_uri": "https://evil.example/", "response_type": "code", "scope": "openid"}
    page = Person(server, MEMBER).get(metadata["authorization_endpoint"] + "?" + urllib.parse.urlencode(query))
    assert not isinstance(page, str) and page.status_code == 400


def test_client_credentials(server, metadata):
    added = json.loads(
        server.command("client", "add", "Job", "--grant", "client_credentials", "--scope", "access.evaluate", "--json").stdout)
    client = OAuth2Session(added["client_id"], added["client_secret"], scope="access.evaluate")
    token = client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    access = claims(metadata, token["access_token"], server.id, ("ES256",))
    assert access["sub"] == added["client_id"] and access["scope"] == "access.evaluate"
    server.command("client", "remove", added["client_id"])
    with pytest.raises(OAuthError) as refused:
        client.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert refused.value.error == "invalid_client", "what the command did counts at the next request"


def test_keys_rotate_without_a_failed_request(server, metadata, registered):
    client, token, _ = flow(server, metadata, registered)
    before = {key["kid"] for key in requests.get(metadata["jwks_uri"], timeout=10).json()["keys"]}
    server.command("key", "rotate")
    assert client.get(metadata["userinfo_endpoint"]).status_code == 200, "an old token is good still"
    _, fresh, _ = flow(server, metadata, registered)
    claims(metadata, fresh["id_token"], registered["client_id"])
    after = {key["kid"] for key in requests.get(metadata["jwks_uri"], timeout=10).json()["keys"]}
    assert before < after, "the old keys are shown still, and next ones are"


def test_a_consent_page_for_somebody_elses_client(server, metadata):
    added = json.loads(server.command("client", "add", "Calendar", "--redirect", CALLBACK, "--json").stdout)
    url, _ = session(metadata, added).create_authorization_url(metadata["authorization_endpoint"], code_verifier="w" * 64)
    person = Person(server, MEMBER)
    page = person.sign_in(url)
    assert "Let Calendar use your ID?" in page.text
    assert answer(person.post(page, "/oauth/consent", decision="deny"))["error"] == "access_denied"
    assert "code" in answer(person.post(page, "/oauth/consent", decision="allow"))


def test_logout_by_the_client_and_by_the_back_channel(server, metadata, registered, back_channel):
    client, token, person = flow(server, metadata, registered)
    back_channel.forget()
    identity = claims(metadata, token["id_token"], registered["client_id"])
    query = {"id_token_hint": token["id_token"], "post_logout_redirect_uri": "https://client.example/out", "state": "bye"}
    ended = person.get(metadata["end_session_endpoint"] + "?" + urllib.parse.urlencode(query))
    assert ended == "https://client.example/out?state=bye"
    assert client.get(metadata["userinfo_endpoint"]).status_code == 401
    with pytest.raises(OAuthError):
        client.refresh_token(metadata["token_endpoint"], refresh_token=token["refresh_token"])
    told = claims(metadata, back_channel.wait()[0], registered["client_id"])
    assert told["sid"] == identity["sid"] and told["sub"] == identity["sub"]
    assert told["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert "nonce" not in told


@pytest.mark.parametrize("state", ["x" * 2048, "å" * 1024, "%" * 2048, " " * 2048])
def test_a_state_of_the_promised_length_comes_back_however_long_it_is_escaped(server, metadata, registered, state):
    client = session(metadata, registered)
    url, _ = client.create_authorization_url(metadata["authorization_endpoint"], state=state, code_verifier="v" * 64)
    ended = Person(server, MEMBER).sign_in(url)
    assert isinstance(ended, str), ended.text
    assert answer(ended)["state"] == state
