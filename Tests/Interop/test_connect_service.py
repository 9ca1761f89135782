"""docs/connect/service.md: a program gets a token of its own, by a secret or by a key, and asks what a person may do."""
import json
import subprocess
import sys

import pytest
from connecting import ConnectPage

# Who may see billing, and who may not.
DECISIONS = [("maja.xu.43@northwind.example", True), ("support@northwind.example", False)]


def page_of(server, address, **values):
    """The page about this person and their account."""
    shown = json.loads(server.command("person", "show", address, "--json").stdout)
    person = {"PERSON": shown["id"], "ACCOUNT": shown["memberships"][0]["account"]}
    return ConnectPage("service", {"https://id.example.com": server.id, **person, **values})


def run(page, name, folder, *command):
    (folder / name).write_text(page.block(f"`{name}`"), encoding="utf-8")
    return subprocess.run([*command, name], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture(scope="module")
def by_secret(server):
    """The values of the client that has a secret."""
    made = json.loads(server.command(*ConnectPage("service", {}).lanyard_commands()[0]).stdout)
    return {"CLIENT_ID": made["client_id"], "CLIENT_SECRET": made["client_secret"]}


@pytest.fixture(scope="module")
def by_key(server, tmp_path_factory):
    """The values of the client that has a key, and the folder with its keys."""
    folder = tmp_path_factory.mktemp("service")
    page = ConnectPage("service", {})
    made_keys = run(page, "make_keys.py", folder, sys.executable)
    assert made_keys.returncode == 0, made_keys.stderr
    page.values["keys.json"] = str(folder / "keys.json")
    made = json.loads(server.command(*page.lanyard_commands()[1]).stdout)
    assert "client_secret" not in made
    return {"CLIENT_ID": made["client_id"]}, folder


@pytest.mark.parametrize(("address", "decision"), DECISIONS)
def test_the_script_learns_what_a_person_may_do(server, by_secret, tmp_path, address, decision):
    done = run(page_of(server, address, **by_secret), "may-she.sh", tmp_path, "sh")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["decision"] is decision


@pytest.mark.parametrize(("address", "decision"), DECISIONS)
def test_the_program_with_a_key_learns_what_a_person_may_do(server, by_key, address, decision):
    values, folder = by_key
    done = run(page_of(server, address, **values), "service.py", folder, sys.executable)
    assert (done.returncode, done.stdout) == (0, "yes\n" if decision else "no\n"), done.stderr


def test_the_private_key_is_for_its_owner_alone(by_key):
    _, folder = by_key
    assert (folder / "private.json").stat().st_mode & 0o777 == 0o600
    assert "d" not in json.loads((folder / "keys.json").read_text(encoding="utf-8"))["keys"][0]


def test_a_wrong_secret_ends_the_script_without_an_answer(server, by_secret, tmp_path):
    wrong = {**by_secret, "CLIENT_SECRET": "guessed"}
    done = run(page_of(server, DECISIONS[0][0], **wrong), "may-she.sh", tmp_path, "sh")
    assert done.returncode != 0 and done.stdout == "" and "401" in done.stderr


def test_a_client_with_a_secret_is_refused_with_an_assertion(server, by_secret, by_key):
    _, folder = by_key
    done = run(page_of(server, DECISIONS[0][0], **by_secret), "service.py", folder, sys.executable)
    assert done.returncode != 0 and done.stdout == "" and json.loads(done.stderr)["error"] == "invalid_client"
