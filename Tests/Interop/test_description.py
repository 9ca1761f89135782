"""The API's description holds: schemathesis sends what it allows and what it does not, and compares each answer with it."""
import json
import pathlib
import re
import subprocess
import sys
import urllib.parse

import pytest
import requests
from signing_in import Person, answer

CALLBACK = "http://127.0.0.1:9/callback"


def evaluator_token(server):
    made = json.loads(server.command("client", "add", "Shop", "--grant", "client_credentials", "--scope", "access.evaluate", "--json").stdout)
    return token(server, made, grant_type="client_credentials")


def person_token(server):
    """An access token of an IT Admin, who may change people and nothing else."""
    made = json.loads(
        server.command("client", "add", "Tool", "--redirect", CALLBACK, "--no-pkce", "--first-party", "--scope", "openid", "--json").stdout)
    query = {"client_id": made["client_id"], "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"}
    person = Person(server, "it@northwind.example")
    end = person.sign_in(server.id + "/oauth/authorize?" + urllib.parse.urlencode(query))
    if not isinstance(end, str):
        end = person.post(end, re.search(r'action="(/join/[^"?]*)', end.text)[1])
    return token(server, made, grant_type="authorization_code", code=answer(end)["code"], redirect_uri=CALLBACK)


def token(server, client, **form):
    given = requests.post(server.id + "/oauth/token", data=form, auth=(client["client_id"], client["client_secret"]))
    return given.json()["access_token"]


@pytest.mark.parametrize(("paths", "bearer"), [("^/access/", evaluator_token), ("^/api/v1", person_token)])
def test_the_description_holds(server, paths, bearer):
    # Values of the right form may name what there is not: such answers are compared with the description all the same.
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [
            program, "run", server.id + "/api/openapi.yaml", "--checks", "all", "--max-examples", "5", "--phases", "examples,coverage,fuzzing",
            "--generation-deterministic", "--exclude-checks", "positive_data_acceptance", "--include-path-regex", paths, "-H", "Authorization: Bearer " + bearer(server),
        ], capture_output=True, text=True, timeout=120, cwd=server.data)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
