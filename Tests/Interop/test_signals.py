"""Signals by other people's libraries: webhooks verified by standardwebhooks, security events by joserfc."""
import http.server
import json
import threading

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet
from standardwebhooks import Webhook, WebhookVerificationError

PASSWORD = "a password of eleven words that nobody else has chosen yet"


class Receiver:
    """A server that keeps what is posted to it."""

    def __init__(self):
        self.messages, self.arrived, self.status = [], threading.Condition(), 202
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with outer.arrived:
                    outer.messages.append((dict(self.headers), body))
                    outer.arrived.notify_all()
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"

    def wait(self, wanted):
        """The first message that fits; waits for it."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: any(wanted(*message) for message in self.messages), timeout=20), self.messages
            return next(message for message in self.messages if wanted(*message))


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()


def account_with_member(server, name):
    for who in ("owner", "sam"):
        server.command("person", "add", f"{who}@{name}.example", "--name", who, "--password-stdin", input=PASSWORD + "\n")
    account = json.loads(server.command("account", "add", name, "--administrator", f"owner@{name}.example", "--json").stdout)["id"]
    server.command("member", "add", account, f"sam@{name}.example", "--role", "member")
    return account


def test_a_product_hears_of_a_lost_role_by_a_webhook_that_its_library_verifies(server, receiver):
    account = account_with_member(server, "hazel")
    made = json.loads(server.command("receiver", "add", receiver.url, "--product", "dashboard", "--json").stdout)
    server.command("member", "change", account, "sam@hazel.example", "--role", "support-member")
    headers, body = receiver.wait(lambda headers, body: b"member.changed" in body)
    message = Webhook(made["secret"]).verify(body, {name.lower(): value for name, value in headers.items()})
    assert message["type"] == "member.changed" and message["data"]["account"] == account
    assert message["data"]["roles"] == ["support-member"] and message["data"]["changes"]["role"] == ["member", "support-member"]
    with pytest.raises(WebhookVerificationError):
        Webhook(made["secret"]).verify(body + b" ", {name.lower(): value for name, value in headers.items()})
    log = json.loads(server.command("receiver", "deliveries", made["id"], "--json").stdout)
    assert any(entry["type"] == "member.changed" for entry in log)
    server.command("receiver", "remove", made["id"])


def test_a_receiver_of_security_events_hears_of_a_removal_by_a_token_of_the_published_keys(server, receiver):
    account = account_with_member(server, "rowan")
    metadata = requests.get(server.id + "/.well-known/ssf-configuration", timeout=10).json()
    assert metadata["issuer"] == server.id and metadata["delivery_methods_supported"] == ["urn:ietf:rfc:8935"]
    made = json.loads(server.command(
        "receiver", "add", receiver.url, "--product", "dashboard", "--as", "security-events", "--audience", "https://risk.example",
        "--token-stdin", "--json", input="a token of theirs\n").stdout)
    assert made.get("secret") is None
    server.command("member", "remove", account, "sam@rowan.example")
    headers, body = receiver.wait(lambda headers, body: True)
    assert headers["Content-Type"] == "application/secevent+jwt" and headers["Authorization"] == "Bearer a token of theirs"
    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    token = jwt.decode(body.decode(), keys, algorithms=["RS256"])
    assert token.header["typ"] == "secevent+jwt"
    assert token.claims["iss"] == server.id and token.claims["aud"] == "https://risk.example" and token.claims["jti"]
    event = token.claims["events"]["https://schemas.openid.net/secevent/caep/event-type/session-revoked"]
    assert event["initiating_entity"] == "admin"
    assert token.claims["sub_id"]["tenant"] == {"format": "opaque", "id": account}
    server.command("receiver", "remove", made["id"])
