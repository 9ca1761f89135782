"""The API's description is enough to write a client from: each body and answer has an example that fits, and openapi-python-client generates a
client without a warning, by which decisions, people and clients are reached."""
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
import requests
import yaml
from jsonschema import Draft202012Validator

from test_description import evaluator_token, person_token, token

DESCRIPTION = "/api/openapi.yaml"


class Generated:
    """The generated package: its operations and models by name."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder / "lanyard_api"
        program = [sys.executable, "-m", "openapi_python_client", "generate", "--path", folder / "openapi.yaml"]
        # It formats what it wrote by ruff, which refuses what is not Python.
        path = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        (folder / "openapi.yaml").write_bytes(requests.get(server.id + DESCRIPTION).content)
        done = subprocess.run(
            [*program, "--output-path", self.folder, "--meta", "none"], capture_output=True, text=True, cwd=folder, env={**os.environ, "PATH": path})
        self.output = done.stdout + done.stderr
        assert done.returncode == 0, self.output[-6000:]
        sys.path.insert(0, str(folder))
        self.models = importlib.import_module("lanyard_api.models")

    def bearing(self, bearer):
        return importlib.import_module("lanyard_api").AuthenticatedClient(base_url=self.server.id, token=bearer)

    def call(self, name, bearer, *arguments, **named):
        """Calls an operation by its module, such as `members.list_members`. Returns the status and the answer as a model."""
        answer = importlib.import_module("lanyard_api.api." + name).sync_detailed(*arguments, client=self.bearing(bearer), **named)
        return answer.status_code, answer.parsed


@pytest.fixture(scope="module")
def generated(server, tmp_path_factory):
    generated = Generated(server, tmp_path_factory.mktemp("generated"))
    yield generated
    sys.path.remove(str(generated.folder.parent))


@pytest.fixture(scope="module")
def person(server):
    return person_token(server)


def bodies(description):
    """Each body and each answer of success in JSON, with what to call it."""
    for path, item in description["paths"].items():
        for method, operation in item.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            answers = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
            for part, holder in {"body": operation.get("requestBody"), **answers}.items():
                media = (holder or {}).get("content", {}).get("application/json")
                if media:
                    yield f"{method.upper()} {path} {part}", media


def examples(media):
    return [media["example"]] if "example" in media else [named["value"] for named in media.get("examples", {}).values()]


def test_each_body_and_each_answer_has_an_example_that_its_schema_allows(server):
    description = yaml.safe_load(requests.get(server.id + DESCRIPTION).text)
    found = list(bodies(description))
    assert len(found) > 100
    assert [name for name, media in found if not examples(media)] == []
    mistakes = []
    for name, media in found:
        schema = {**media["schema"], "components": description["components"]}
        validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        mistakes += [f"{name}: {error.json_path}: {error.message}" for example in examples(media) for error in validator.iter_errors(example)]
    assert mistakes == []


def test_a_client_is_generated_without_a_warning(generated):
    assert not re.search("warning|unable to|skipping", generated.output, re.IGNORECASE), generated.output[-6000:]


def test_the_generated_client_asks_for_decisions(server, generated, person):
    models, bearer = generated.models, evaluator_token(server)
    me = generated.call("person.get_me", person)[1]
    for area, decision in [("users", True), ("no-such-area", False)]:
        properties = models.EntityProperties.from_dict({"account": me.current.id, "product": "dashboard"})
        question = models.Evaluation(
            subject=models.Entity(type_="person", id=me.person.id), action=models.Action(name="view"),
            resource=models.Entity(type_="area", id=area, properties=properties))
        status, answer = generated.call("decisions.evaluate", bearer, body=question)
        assert (status, answer.decision) == (200, decision), answer
    assert answer.context.reason


def test_the_generated_client_reads_the_account_and_pages_through_its_members(generated, person):
    account = generated.call("person.get_me", person)[1].current.id
    status, found = generated.call("accounts.get_account", person, account)
    assert (status, found.id, found.name) == (200, account, "Northwind")
    everybody = generated.call("members.list_members", person, account, limit=200)[1]
    seen, named = [], {}
    while named is not None:
        status, page = generated.call("members.list_members", person, account, limit=2, **named)
        assert status == 200 and 0 < len(page.items) <= 2 and page.count == everybody.count
        seen += [member.id for member in page.items]
        named = {"after": page.next_} if page.next_ else None
    assert seen == [member.id for member in everybody.items] and len(seen) > 4


def test_the_generated_client_registers_and_removes_clients(server, generated):
    words = ["client", "add", "Deployment", "--grant", "client_credentials", "--scope", "clients.manage", "--json"]
    bearer = token(server, json.loads(server.command(*words).stdout), grant_type="client_credentials")
    order = generated.models.RegisterClientBody(client_name="Desk", redirect_uris=["https://desk.example/callback"], scope="openid")
    status, made = generated.call("clients.register_client", bearer, body=order)
    assert status == 201 and made.client_secret and made.client_name == "Desk"
    assert made.client_id in [client.client_id for client in generated.call("clients.list_clients", bearer)[1].items]
    assert generated.call("clients.remove_client", bearer, made.client_id)[0] == 204
    assert made.client_id not in [client.client_id for client in generated.call("clients.list_clients", bearer)[1].items]


def test_the_generated_client_reads_a_refusal_as_a_problem(generated, person):
    account = generated.call("person.get_me", person)[1].current.id
    for name, arguments, status in [("account.show_two_factors", [account], 403), ("accounts.get_account", ["acc_" + "0" * 26], 404)]:
        answered, problem = generated.call(name, person, *arguments)
        assert answered == status and isinstance(problem, generated.models.Problem)
        assert problem.status == status and problem.type_.startswith("urn:lanyard:problem:") and problem.title and problem.reference
