"""Questions and answers of AuthZEN against the schemas that its working group published, by jsonschema."""
import json
import os
import pathlib

import httpx2
import pytest
from jsonschema import Draft202012Validator

VECTORS = pathlib.Path(os.environ.get("LANYARD_VECTORS", pathlib.Path(__file__).parents[3] / "shared" / "vectors"))


def schema(name):
    file = VECTORS / "authzen" / f"{name}.schema.json"
    if not file.exists():
        pytest.skip(f"{file} is not there: LANYARD_VECTORS names the folder of the published vectors")
    return Draft202012Validator(json.loads(file.read_text()))


@pytest.fixture(scope="module")
def asking(server):
    """Sends a question as a program that may ask."""
    made = json.loads(server.command("client", "add", "Asker", "--grant", "client_credentials", "--scope", "access.evaluate", "--json").stdout)
    with httpx2.Client(base_url=server.id, timeout=30) as http:
        token = http.post("/oauth/token", data={"grant_type": "client_credentials", "scope": "access.evaluate"},
                          auth=(made["client_id"], made["client_secret"])).json()["access_token"]
        yield lambda body: http.post("/access/v1/evaluation", json=body, headers={"Authorization": f"Bearer {token}"})


def test_what_the_schema_allows_is_answered_as_the_schema_says_and_nothing_else_is(server, asking):
    requests = schema("evaluation-request")
    responses = schema("evaluation-response")
    people = json.loads(server.command("person", "list", "--search", "northwind", "--json").stdout)
    person = (people["items"] if isinstance(people, dict) else people)[0]["id"]
    subject = {"type": "person", "id": person}
    area = {"type": "area", "id": "billing", "properties": {"account": "acc_10000", "product": "dashboard"}}
    view = {"name": "view"}
    questions = [
        {"subject": subject, "resource": area, "action": view},
        {"subject": subject, "resource": area, "action": view, "context": {"time": "2026-01-01T00:00:00Z"}},
        {"subject": {"type": "person", "id": "nobody"}, "resource": area, "action": view},
        {"subject": {"type": "robot", "id": "r2"}, "resource": {"type": "planet", "id": "7"}, "action": {"name": "fly"}},
        {"subject": {**subject, "properties": {"department": "Sales"}}, "resource": area, "action": {"name": "manage", "properties": {}}},
        {"subject": subject, "resource": area}, {"subject": subject, "action": view}, {"resource": area, "action": view},
        {"subject": {"type": "person"}, "resource": area, "action": view}, {"subject": subject, "resource": {"id": "x"}, "action": view},
        {"subject": subject, "resource": area, "action": {}}, {"subject": subject, "resource": area, "action": {"name": 7}},
        {"subject": {**subject, "properties": []}, "resource": area, "action": view},
        {"subject": subject, "resource": area, "action": view, "context": "now"}, {"subject": "me", "resource": area, "action": view},
    ]
    seen = set()
    for question in questions:
        answer = asking(question)
        allowed = requests.is_valid(question)
        assert answer.status_code == (200 if allowed else 400), f"{question}: {answer.text}"
        if allowed:
            responses.validate(answer.json())
        seen.add(allowed)
    assert seen == {True, False}
