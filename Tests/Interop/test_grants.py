"""What goes beyond a plain sign-in, by a client that somebody else wrote: pushed requests, a key instead of a secret, a device, tokens bound to
a key, tokens for an API of others, and a token that is exchanged."""
import json

import attrs
import pytest
import requests
from requests_oauth2client import AuthorizationPending, InvalidGrant, OAuth2Client, PrivateKeyJwt, SlowDown
from jwskate import Jwk

from signing_in import Person

BACK = "http://localhost:9/callback"
ORDERS = "https://orders.example"


def register(server, name, *options):
    made = json.loads(server.command("client", "add", name, *options, "--json").stdout)
    return made["client_id"], made.get("client_secret")


def connect(server, auth, **more):
    return OAuth2Client.from_discovery_endpoint(issuer=server.id, auth=auth, redirect_uri=BACK, testing=True, **more)


def agreed(person, page):
    """Agrees where the person is asked; returns where the flow ended."""
    return page if isinstance(page, str) else person.post(page, "/oauth/consent", decision="allow")


@pytest.fixture
def member(server):
    return Person(server, "support@northwind.example")


def test_a_key_instead_of_a_secret_and_a_request_that_was_pushed(server, member, tmp_path):
    key = Jwk.generate(alg="ES256").with_kid_thumbprint()
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [key.public_jwk().to_dict()]}), encoding="utf-8")
    client_id, secret = register(server, "Signer", "--redirect", BACK, "--keys", str(keys))
    assert secret is None
    client = connect(server, PrivateKeyJwt(client_id, key, aud=server.id))
    asked = client.authorization_request(scope="openid email")
    pushed = client.pushed_authorization_request(asked)
    assert "email" not in pushed.uri and "request_uri=" in pushed.uri
    ended = agreed(member, member.sign_in(pushed.uri))
    tokens = client.authorization_code(asked.validate_callback(ended))
    assert client.userinfo(tokens)["email"] == "support@northwind.example"
    with pytest.raises(InvalidGrant):
        client.authorization_code(asked.validate_callback(ended))


def test_a_command_line_tool_comes_in_as_a_device(server, member):
    client_id, _ = register(
        server, "Tool", "--public", "--grant", "device_code", "--grant", "refresh_token", "--scope", "openid", "--scope", "offline_access")
    client = connect(server, client_id)
    # The library reads no address for devices from the metadata.
    known = requests.get(server.id + "/.well-known/openid-configuration", timeout=20).json()
    client = attrs.evolve(client, device_authorization_endpoint=known["device_authorization_endpoint"])
    waiting = client.authorize_device(scope="openid offline_access")
    with pytest.raises(AuthorizationPending):
        client.device_code(waiting)
    with pytest.raises(SlowDown):
        client.device_code(waiting)
    page = member.get(waiting.verification_uri)
    page = member.post(page, "/device", user_code=waiting.user_code.lower())
    page = member.post(page, "/sign-in", address=member.address)
    page = member.post(page, "/sign-in/password", password=member.password)
    assert "Tool" in page.text and "python-requests" in page.text
    page = member.post(page, "/device/approval", decision="allow")
    assert "Your device is connected" in page.text
    tokens = client.device_code(waiting)
    assert client.refresh_token(tokens.refresh_token).access_token


def test_tokens_are_bound_to_a_key_and_the_client_asks_again_with_the_nonce(server, member):
    client_id, secret = register(server, "Bound", "--redirect", BACK, "--dpop")
    client = connect(server, (client_id, secret), dpop_bound_access_tokens=True)
    asked = client.authorization_request(scope="openid email")
    ended = agreed(member, member.sign_in(asked.uri))
    # It loses the key of a bound token where it validates the ID token beside it.
    tokens = client.authorization_code(asked.validate_callback(ended), validate=False)
    assert tokens.token_type == "DPoP"
    answer = requests.get(server.id + "/oauth/userinfo", auth=tokens, timeout=20)
    if answer.status_code == 401:
        assert "use_dpop_nonce" in answer.headers["WWW-Authenticate"] and answer.headers["DPoP-Nonce"]
        answer = requests.get(server.id + "/oauth/userinfo", auth=tokens, timeout=20)
    assert answer.json()["email"] == "support@northwind.example"
    stolen = requests.get(
        server.id + "/oauth/userinfo", headers={"Authorization": f"Bearer {tokens.access_token}"}, timeout=20)
    assert stolen.status_code == 401


def test_a_token_for_the_api_of_others_and_one_that_is_exchanged(server, member):
    api_id, api_secret = register(server, "Orders", "--grant", "client_credentials", "--scope", "access.evaluate", "--resource", ORDERS)
    shop_id, shop_secret = register(server, "Shop", "--redirect", BACK, "--uses-resource", ORDERS)
    shop = connect(server, (shop_id, shop_secret))
    asked = shop.authorization_request(scope="openid email", resource=ORDERS)
    page = member.sign_in(asked.uri)
    assert ORDERS in page.text, "the person sees what it is for"
    tokens = shop.authorization_code(asked.validate_callback(agreed(member, page)))
    api = connect(server, (api_id, api_secret))
    assert api.introspect_token(tokens.access_token)["aud"] == ORDERS
    refused = requests.get(server.id + "/oauth/userinfo", auth=tokens, timeout=20)
    assert refused.status_code == 401

    plain = shop.authorization_request(scope="openid email")
    tokens = shop.authorization_code(plain.validate_callback(agreed(member, member.get(plain.uri))))
    reports_id, reports_secret = register(server, "Reports", "--grant", "token-exchange", "--exchanges-from", shop_id, "--scope", "email")
    reports = connect(server, (reports_id, reports_secret))
    exchanged = reports.token_exchange(
        subject_token=tokens.access_token, subject_token_type="urn:ietf:params:oauth:token-type:access_token")
    seen = reports.introspect_token(exchanged.access_token)
    assert seen["active"] and seen["act"] == {"sub": reports_id} and seen["scope"] == "email"
    assert exchanged.refresh_token is None
