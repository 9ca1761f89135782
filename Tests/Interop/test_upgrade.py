"""Servers of an older version go on beside this one's schema, unless a step says that it stops them."""
import os
import pathlib
import subprocess
import uuid

import pytest
from serving import ROOT, Server

RELEASES = sorted((ROOT / "Tests/Upgrade").glob("*.sql"))
SCHEMAS = ("id", "dashboard", "mail")


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """An empty PostgreSQL database with this version's schema."""
    address = os.environ["LANYARD_TEST_POSTGRES"]
    name = "upgrade_" + uuid.uuid4().hex
    subprocess.run(["psql", "-q", address, "-c", f"CREATE DATABASE {name}"], check=True)
    database = address.rsplit("/", 1)[0] + "/" + name
    server = Server(str(tmp_path_factory.mktemp("upgrade")))
    server.environment["LANYARD_DATABASE"] = database
    server.command("schema", "upgrade")
    yield server
    subprocess.run(["psql", "-q", address, "-c", f"DROP DATABASE {name}"], check=True)


def unprepared(database, statements):
    """Those that no schema of the database can prepare, each with what PostgreSQL says."""
    wrong = {}
    for schema in SCHEMAS:
        script = f"SET search_path = {schema};\n"
        left = statements if schema == SCHEMAS[0] else list(wrong)
        for number, statement in enumerate(left):
            script += f"PREPARE s{number} AS {statement}\n"
        said = subprocess.run(["psql", "-q", "-v", "VERBOSITY=terse", database, "-f", "-"], input=script, capture_output=True, text=True).stderr
        wrong = {}
        for line in said.splitlines():
            place, _, why = line.partition(": ERROR: ")
            wrong[left[int(place.rsplit(":", 1)[1]) - 2]] = why.strip()
        if not wrong:
            break
    return wrong


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_the_statements_of_a_release_are_prepared_on_this_schema(database, release):
    statements = release.read_text().splitlines()
    assert len(statements) > 300
    assert not unprepared(database.environment["LANYARD_DATABASE"], statements)


def test_a_statement_of_what_is_gone_is_noticed(database):
    wrong = unprepared(
        database.environment["LANYARD_DATABASE"],
        ["SELECT id FROM people;", "SELECT gone FROM people;", "SELECT name FROM clients WHERE id = $1;", "DELETE FROM nowhere;"])
    assert set(wrong) == {"SELECT gone FROM people;", "DELETE FROM nowhere;"}


def test_there_is_a_release_to_compare_with():
    assert RELEASES


def test_the_status_says_that_older_servers_may_go_on(database):
    said = database.command("schema", "status").stdout
    assert said.count("may go on") == 3, said
