"""docs/connect/oidc-agent.md: the lines of the page get tokens in a terminal, keep them over a restart of the agent, and give them up."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

import pytest
import requests
from connecting import ConnectPage
from signing_in import Person

MEMBER = "support@northwind.example"


class Terminal:
    """A home folder with an agent of its own. Its path is short, because the agent's socket stands in it."""

    def __init__(self, page, folder):
        self.page, self.folder = page, folder
        assert shutil.which("oidc-gen"), "oidc-agent is missing: bin/setup tests installs it"
        self.said = pathlib.Path(folder, "said")
        pathlib.Path(folder, ".oidc-passphrase").write_text("of the test alone\n", encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OIDC")}
        self.environment = {**kept, "HOME": folder, "TMPDIR": folder}

    def begin(self, lines):
        """Starts lines in a shell that ends at the first of them that fails. What they say goes into a file."""
        with open(self.said, "wb") as said:
            return subprocess.Popen(
                ["bash", "-e", "-c", self.page.block("`~/.profile`:") + lines], env=self.environment, cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)

    def run(self, lines):
        """Runs lines to their end. Returns what they said."""
        status = self.begin(lines).wait(timeout=60)
        assert status == 0, self.said.read_text()
        return self.said.read_text()

    def run_block(self, mark):
        return self.run(self.page.block(mark))

    def code(self, running):
        """The code that oidc-gen shows."""
        deadline = time.time() + 30
        while not (found := re.search(r"enter the code: (\S+)\n", self.said.read_text())):
            assert running.poll() is None and time.time() < deadline, self.said.read_text()
        return found[1]

    def tokens(self):
        """What the agent keeps, decrypted."""
        return json.loads(self.run('oidc-gen --print=lanyard --pw-file="$HOME/.oidc-passphrase"'))

    def end_agent(self):
        assert "killed" in self.run("oidc-agent-service kill")


@pytest.fixture
def terminal(server):
    values = {"https://id.example.com": server.id}
    page = ConnectPage("oidc-agent", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    values |= {"CLIENT_ID": made["client_id"]}
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(page, folder)
        yield terminal
        terminal.end_agent()


def answer(server, code, decision):
    """Types the code at the ID, signs in and answers."""
    person = Person(server, MEMBER)
    page = person.post(person.get(server.id + "/device"), "/device", user_code=code)
    page = person.post(page, "/sign-in", address=person.address)
    page = person.post(page, "/sign-in/password", password=person.password)
    assert "Let My terminal in?" in page.text
    return person.post(page, "/device/approval", decision=decision)


def signed_in(server, terminal):
    running = terminal.begin(terminal.page.block("Sign in once:"))
    assert "Your device is connected" in answer(server, terminal.code(running), "allow").text
    assert running.wait(timeout=60) == 0, terminal.said.read_text()


def accepted(server, token):
    """Whether the ID takes an access token."""
    return requests.get(server.id + "/oauth/userinfo", headers={"Authorization": "Bearer " + token}, timeout=20).status_code == 200


def test_a_terminal_gets_tokens_and_gives_them_up(server, terminal):
    signed_in(server, terminal)
    assert json.loads(terminal.run_block("Use a token:"))["email"] == MEMBER
    began = terminal.tokens()["refresh_token"]
    first = terminal.run("oidc-token lanyard").strip()
    assert terminal.run("oidc-token lanyard").strip() == first
    forced = terminal.run("oidc-token --force-new lanyard").strip()
    assert first != forced and terminal.tokens()["refresh_token"] != began, "the agent keeps the successor"

    terminal.end_agent()
    assert "success" in terminal.run_block("After the agent was started anew:")
    assert json.loads(terminal.run_block("Use a token:"))["name"] == "Support Member of Northwind"

    kept = terminal.run("oidc-token lanyard").strip()
    assert accepted(server, kept)
    terminal.run_block("Give it up")
    assert not accepted(server, kept), "the ID was told"


def test_who_does_not_allow_it_is_told_so_in_the_terminal(server, terminal):
    running = terminal.begin(terminal.page.block("Sign in once:"))
    assert "Nothing was allowed" in answer(server, terminal.code(running), "deny").text
    assert running.wait(timeout=60) != 0
    assert "access_denied" in terminal.said.read_text()
