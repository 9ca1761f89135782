"""docs/connect/synapse.md: people sign in to a Matrix homeserver with the lines of the page, and are signed out there when they sign out
at the ID."""
import importlib.util
import json
import subprocess
import sys
import time

import pytest
import requests
import yaml
from connecting import ConnectPage
from serving import reserved_port
from signing_in import Person, answer

MEMBER = "support@northwind.example"
CLIENT = "https://app.example.com/"


class Synapse:
    """A homeserver of its own, with what it generates, the lines of the page, and the port of the test."""

    def __init__(self, page, port, site, folder):
        assert importlib.util.find_spec("synapse"), "matrix-synapse is missing: bin/setup tests installs it"
        self.site, self.folder = site, folder
        program = [sys.executable, "-m", "synapse.app.homeserver"]
        subprocess.run(
            [*program, "--server-name", "matrix.example.com", "--config-path", "homeserver.yaml", "--generate-config", "--report-stats", "no"],
            cwd=folder, check=True, capture_output=True, timeout=60)
        with open(folder / "homeserver.yaml", "a", encoding="utf-8") as configuration:
            configuration.write("\n" + page.block("At the end of `homeserver.yaml`:"))
        here = {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}
        (folder / "here.yaml").write_text(yaml.safe_dump({"listeners": [here], "trusted_key_servers": []}))
        with open(folder / "output", "wb") as output:
            self.process = subprocess.Popen(
                [*program, "--config-path", "homeserver.yaml", "--config-path", "here.yaml"], cwd=folder, stdout=output,
                stderr=subprocess.STDOUT)
        deadline = time.time() + 60
        while not self.answers():
            if self.process.poll() is not None or time.time() > deadline:
                self.stop()
                raise RuntimeError("Synapse does not run: " + self.complaints())

    def answers(self):
        try:
            return requests.get(self.site + "/health", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False

    def complaints(self):
        said = [self.folder / "output", self.folder / "homeserver.log"]
        return "".join(file.read_text()[-4000:] for file in said if file.exists())

    def request(self, token, path):
        return requests.get(self.site + "/_matrix/client/v3/" + path, headers={"Authorization": "Bearer " + token}, timeout=20)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def synapse(server, tmp_path_factory):
    reserved = reserved_port()
    port = reserved.getsockname()[1]
    site = f"http://localhost:{port}"
    values = {"https://matrix.example.com": site, "https://id.example.com": server.id}
    page = ConnectPage("synapse", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    values |= {"CLIENT_ID": made["client_id"], "CLIENT_SECRET": made["client_secret"]}
    synapse = Synapse(page, port, site, tmp_path_factory.mktemp("synapse"))
    yield synapse
    synapse.stop()
    reserved.close()


def asked(server, synapse):
    """A person on the page of the ID that asks whether the homeserver may know them."""
    person = Person(server, MEMBER)
    begun = person.browser.get(
        synapse.site + "/_matrix/client/v3/login/sso/redirect/oidc-lanyard", params={"redirectUrl": CLIENT}, allow_redirects=False)
    assert begun.status_code == 302, begun.text + synapse.complaints()
    # They are marked as Secure. To localhost browsers send such cookies without https too.
    for cookie in person.browser.cookies:
        cookie.secure = False
    assert "code_challenge" in answer(begun.headers["Location"])
    return person, person.sign_in(begun.headers["Location"])


def sign_in(server, synapse):
    """Signs in by the ID. Returns the person, and what the homeserver gives to the client."""
    person, page = asked(server, synapse)
    if not isinstance(page, str):
        page = person.post(page, "/oauth/consent", decision="allow")
    back = person.browser.get(page, allow_redirects=False)
    assert back.status_code == 302, back.text + synapse.complaints()
    assert back.headers["Location"].startswith(CLIENT + "?loginToken="), back.headers["Location"]
    token = answer(back.headers["Location"])["loginToken"]
    given = requests.post(synapse.site + "/_matrix/client/v3/login", json={"type": "m.login.token", "token": token}, timeout=20)
    assert given.status_code == 200, given.text
    return person, given.json()


def test_the_homeserver_offers_the_id_alone(synapse):
    flows = requests.get(synapse.site + "/_matrix/client/v3/login", timeout=20).json()["flows"]
    assert {"id": "oidc-lanyard", "name": "Lanyard"} in [flow for each in flows for flow in each.get("identity_providers", [])]
    assert "m.login.password" not in [flow["type"] for flow in flows]


def test_who_does_not_agree_is_told_so_by_the_homeserver(server, synapse):
    person, page = asked(server, synapse)
    back = person.post(page, "/oauth/consent", decision="deny")
    refused = person.browser.get(back)
    assert refused.status_code == 400 and "access_denied" in refused.text, refused.text


def test_people_sign_in_with_their_name_and_address(server, synapse):
    _, given = sign_in(server, synapse)
    assert given["user_id"] == "@support:matrix.example.com"
    shown = synapse.request(given["access_token"], "profile/" + given["user_id"]).json()
    assert shown["displayname"] == "Support Member of Northwind"
    addresses = synapse.request(given["access_token"], "account/3pid").json()["threepids"]
    assert [each["address"] for each in addresses] == [MEMBER]
    assert sign_in(server, synapse)[1]["user_id"] == given["user_id"], "the same person comes back"


def test_who_signs_out_at_the_id_is_signed_out_of_the_homeserver(server, synapse):
    person, given = sign_in(server, synapse)
    _, elsewhere = sign_in(server, synapse)
    assert synapse.request(given["access_token"], "account/whoami").status_code == 200
    person.sign_out()
    deadline = time.time() + 20
    while synapse.request(given["access_token"], "account/whoami").status_code == 200:
        assert time.time() < deadline, "no logout token arrived: " + synapse.complaints()
    assert synapse.request(elsewhere["access_token"], "account/whoami").status_code == 200, "another sign-in goes on"
