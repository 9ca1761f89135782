"""A product that Lanyard has never heard of joins by the commands of docs/move-a-product.md, with its passwords behind its own hook."""
import base64
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.parse

import pytest
import requests

from serving import ROOT, Server, reserved_port
from signing_in import Person

PAGE = (ROOT / "docs/move-a-product.md").read_text(encoding="utf-8")
PASSWORDS = {"greta": "the old desk's pass phrase", "omar@harbour.example": "vier Wörter mit Umläuten", "lin": "another one, of hers"}


def stored(password):
    """As Django stores it."""
    return "pbkdf2_sha256$1000$salt$" + base64.b64encode(hashlib.pbkdf2_hmac("sha256", password.encode(), b"salt", 1000)).decode()


class Desk:
    """The old product: its hook."""

    def __init__(self, folder, port, secret):
        users = folder / "users.json"
        users.write_text(json.dumps({login: stored(password) for login, password in PASSWORDS.items()}), encoding="utf-8")
        self.port = port
        self.arguments = [sys.executable, str(ROOT / "Examples/third-product/hook.py"), str(port), str(users)]
        self.environment = {**os.environ, "HOOK_SECRET": secret}

    def start(self):
        self.process = subprocess.Popen(self.arguments, env=self.environment)
        deadline = time.time() + 20
        while True:
            try:
                requests.get(f"http://127.0.0.1:{self.port}/", timeout=2)
                return
            except requests.ConnectionError:
                assert time.time() < deadline and self.process.poll() is None

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """The page, command by command, up to the end."""
    folder = tmp_path_factory.mktemp("desk")
    server = Server(str(folder))
    products = folder / "products"
    shutil.copytree(ROOT / "Products", products)
    for file in (ROOT / "Examples/third-product/products").iterdir():
        shutil.copy(file, products)
    server.environment["LANYARD_PRODUCTS"] = str(products)
    server.example = []
    server.start()
    hook, callback = (port.getsockname()[1] for port in (reserved_port(), reserved_port()))
    said = {}
    for line in re.findall(r"^    lanyard (.*)$", PAGE, re.M):
        if line.endswith("--off"):
            continue
        words = [word.replace("127.0.0.1:9000", f"127.0.0.1:{hook}").replace("127.0.0.1:9001", f"127.0.0.1:{callback}") for word in shlex.split(line)]
        words = [str(ROOT / word) if word.startswith("Examples/") else word for word in words]
        said[" ".join(words[:2])] = server.command(*words).stdout
    secret = re.search(r"secret\s+(whsec_\S+)", said["rollout hook"])[1]
    client = json.loads(said["client add"])
    desk = Desk(folder, hook, secret)
    yield server, desk, client, callback
    server.stop()


def sign_in(world, login, password):
    server, _, client, callback = world
    query = urllib.parse.urlencode({
        "client_id": client["client_id"], "redirect_uri": f"http://127.0.0.1:{callback}/callback", "response_type": "code", "scope": "openid",
        "state": "s", "nonce": "n", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    })
    person = Person(server, login, password)
    end = person.sign_in(f"{server.id}/oauth/authorize?{query}")
    while not isinstance(end, str):
        form = re.search(r'action="(/moved/end|/security/passkeys/offer/declined|/oauth/consent)', end.text)
        if not form:
            return end
        end = person.post(end, form[1], **({"decision": "allow"} if "consent" in form[1] else {}))
    return end


def test_everybody_signs_in_with_the_password_that_only_the_desk_knew_and_the_desk_is_asked_once(world):
    server, desk, _, callback = world
    desk.start()
    try:
        assert sign_in(world, "greta", "not hers").status_code == 422
        for login in ("greta", "omar@harbour.example"):
            end = sign_in(world, login, PASSWORDS[login])
            assert isinstance(end, str) and end.startswith(f"http://127.0.0.1:{callback}/callback?code="), getattr(end, "text", end)
    finally:
        desk.stop()
    for login in ("greta", "omar@harbour.example"):
        assert isinstance(sign_in(world, login, PASSWORDS[login]), str), "the password is kept here"


def test_a_silent_hook_is_nobodys_failure_and_says_so(world):
    server = world[0]
    for _ in range(7):
        page = sign_in(world, "lin", PASSWORDS["lin"])
        assert page.status_code == 503 and "cannot check your password" in page.text
    # Nor is anything told of who has a login there; whoever's password is kept here is told as ever.
    assert sign_in(world, "nobody@harbour.example", "a password of theirs").status_code == 503
    assert sign_in(world, "greta", "not hers").status_code == 422
    server.command("rollout", "hook", "desk", "--off")
