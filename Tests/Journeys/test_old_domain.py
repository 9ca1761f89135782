"""A security key that the old mail panel registered for its own domain, asked for by the ID at another one."""
import base64
import contextlib
import json

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import expect

import https
from browsing import address_step, heading, password_step
from serving import Server
from test_passkeys import plug_in, without_autofill

ID, MAIL = "id.company.example", "mail.old-panel.example"
# bcrypt of "hunter2".
HASH = "$2b$04$abcdefghijklmnopqrstuuV3duMsC0HpUex6N9qapiuOHHWkwRXVm"


@pytest.fixture(scope="module")
def old_world(tmp_path_factory, chromium):
    """The server, and a Chromium for which its two addresses are here."""
    folder = tmp_path_factory.mktemp("old-domain")
    server = Server(str(folder), addresses={"id": f"https://{ID}", "mail": f"https://{MAIL}"})
    server.start()
    file = https.certificate(folder, [ID, MAIL])
    id_port, mail_port = (int(address.rsplit(":", 1)[1]) for address in (server.id, server.mail))
    with contextlib.ExitStack() as stack:
        hosts = {
            ID: stack.enter_context(https.proxy(file, id_port)), MAIL: stack.enter_context(https.proxy(file, mail_port))}
        yield server, stack.enter_context(https.chromium(chromium.browser_type, hosts))
    server.stop()


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def registration(credential):
    """A new key: what the old product stored of it, and what the authenticator keeps (PKCS #8)."""
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_numbers()
    # A COSE_Key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    cose = bytes.fromhex("a5010203262001215820") + point.x.to_bytes(32) + bytes.fromhex("225820") + point.y.to_bytes(32)
    stored = {
        "credentialId": base64url(credential), "publicKey": base64url(cose), "rpId": MAIL, "counter": 1, "transports": ["usb"],
        "name": "The key of the old panel"}
    kept = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return stored, kept


def test_a_key_of_an_old_domain_signs_in_at_the_id_after_the_password(old_world, tmp_path):
    server, browser = old_world
    credential = b"the credential of the old panel!"
    stored, kept = registration(credential)
    export = tmp_path / "users.jsonl"
    export.write_text(json.dumps({
        "id": "m1", "email": "olga@old-panel.example", "name": "Olga", "password": {"value": HASH}, "role": "admin",
        "account": {"id": "org-1", "name": "Old"}, "created": 1, "securityKeys": [stored]}) + "\n")
    server.command("import", "mail-jsonl", str(export))
    # The product serves the old domain, and names the ID there.
    assert requests.get(server.mail + "/.well-known/webauthn", timeout=5).json() == {"origins": [f"https://{ID}"]}

    page = browser.new_context(ignore_https_errors=True).new_page()
    without_autofill(page)
    client, authenticator = plug_in(page, transport="usb", hasResidentKey=False, hasUserVerification=False, isUserVerified=False)
    client.send("WebAuthn.addCredential", {"authenticatorId": authenticator, "credential": {
        "credentialId": base64.b64encode(credential).decode(), "isResidentCredential": False, "rpId": MAIL,
        "privateKey": base64.b64encode(kept).decode(), "signCount": 1}})
    page.goto(f"https://{ID}/profile")
    address_step(page, "olga@old-panel.example")
    password_step(page, "hunter2")
    expect(heading(page)).to_have_text("Use your security key")
    page.get_by_role("button", name=f"Use the security key of {MAIL}").click()
    expect(heading(page)).to_have_text("Your profile")
    page.goto(f"https://{ID}/security/passkeys")
    expect(page.get_by_role("main")).to_contain_text("The key of the old panel")
    shown = json.loads(server.command("person", "show", "olga@old-panel.example", "--json").stdout)
    assert shown["keys"] == [f"security key “The key of the old panel” of {MAIL}"]
