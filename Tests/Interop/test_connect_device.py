"""docs/connect/device.md: both programs of the page run in a terminal, while a person lets them in with a browser."""
import json
import os
import re
import subprocess
import sys
import threading

import pytest
from connecting import ConnectPage
from signing_in import Person

MEMBER = "support@northwind.example"
PROGRAMS = {"sign-in.sh": ["sh"], "sign_in.py": [sys.executable, "-u"]}
SIGNED_IN = {"sign-in.sh": MEMBER, "sign_in.py": f"Support Member of Northwind {MEMBER}"}


@pytest.fixture(scope="module")
def page(server):
    values = {"https://id.example.com": server.id}
    page = ConnectPage("device", values)
    values["CLIENT_ID"] = json.loads(server.command(*page.lanyard_commands()[0]).stdout)["client_id"]
    return page


@pytest.fixture(params=list(PROGRAMS))
def program(request, page, tmp_path):
    """A running program of the page, its name, and the address and the code that it shows."""
    file = tmp_path / request.param
    file.write_text(page.block(f"`{request.param}`"), encoding="utf-8")
    process = subprocess.Popen(
        [*PROGRAMS[request.param], file], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8"})
    # Whoever reads its output waits for the program until then at most.
    deadline = threading.Timer(60, process.kill)
    deadline.start()
    shown = process.stdout.readline()
    asked = re.fullmatch(r"Open (\S+) and type (\S+)\n", shown)
    assert asked, shown + process.stderr.read()
    yield process, request.param, asked[1], asked[2]
    process.kill()
    deadline.cancel()
    process.communicate()


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_the_id_does_not_know_says_so(server, name, tmp_path):
    unknown = ConnectPage("device", {"https://id.example.com": server.id})
    (tmp_path / name).write_text(unknown.block(f"`{name}`"), encoding="utf-8")
    done = subprocess.run([*PROGRAMS[name], name], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "") and json.loads(done.stderr)["error"] == "invalid_client"


def decide(server, address, code, decision):
    """The person opens the address, types the code, signs in and answers. Returns what the ID shows at the end."""
    person = Person(server, MEMBER)
    page = person.post(person.get(address), "/device", user_code=code)
    page = person.post(page, "/sign-in", address=person.address)
    page = person.post(page, "/sign-in/password", password=person.password)
    assert "Shop tool" in page.text
    return person.post(page, "/device/approval", decision=decision).text


def test_the_program_says_who_let_it_in(server, program):
    process, name, address, code = program
    assert "Your device is connected" in decide(server, address, code, "allow")
    output, complaints = process.communicate()
    assert (process.returncode, output, complaints) == (0, f"Signed in as {SIGNED_IN[name]}\n", "")


def test_the_program_ends_when_the_person_refuses(server, program):
    process, _, address, code = program
    decide(server, address, code, "deny")
    output, complaints = process.communicate()
    assert (process.returncode, output, complaints) == (1, "", "Nobody is signed in: access_denied\n")
