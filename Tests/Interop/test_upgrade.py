"""Servers of an older version go on beside this one's schema, unless a step says that it stops them."""
import os
import subprocess
import sys
import uuid

import pytest
from serving import ROOT, Server

sys.path.insert(0, str(ROOT / "bin/lib"))
from statements import unprepared  # noqa: E402

RELEASES = sorted((ROOT / "Tests/Upgrade").glob("*.sql"))


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
