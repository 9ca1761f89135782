"""Prometheus' own tool reads what the server shows, the alert rules, and their tests."""
import pathlib
import re
import subprocess

import pytest
import requests
from serving import Server
from signing_in import Person

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def promtool(*words, **options):
    return subprocess.run(["promtool", *words], capture_output=True, text=True, cwd=ROOT, **options)


def test_promtool_reads_the_metrics(server):
    Person(server, "member@northwind.example").sign_in(server.dashboard + "/sign-in")
    for address in (server.id, server.dashboard, server.mail):
        text = requests.get(address + "/metrics").text
        done = promtool("check", "metrics", input=text)
        assert done.returncode == 0 and not done.stderr, done.stderr + done.stdout


def test_the_rules_are_right_and_do_what_they_say():
    done = promtool("check", "rules", "Operations/Monitoring/lanyard.rules.yml")
    assert done.returncode == 0, done.stderr + done.stdout
    done = promtool("test", "rules", "Tests/Interop/alerts.yml")
    assert done.returncode == 0, done.stderr + done.stdout


def test_each_alert_has_a_test():
    rules = (ROOT / "Operations/Monitoring/lanyard.rules.yml").read_text()
    tested = (ROOT / "Tests/Interop/alerts.yml").read_text()
    missing = set(re.findall(r"- alert: (\w+)", rules)) - set(re.findall(r'alertname="(\w+)"', tested))
    assert not missing


@pytest.fixture
def talkative(tmp_path):
    """A server whose log has a line for each request."""
    server = Server(str(tmp_path))
    server.environment["LANYARD_LOG_LEVEL"] = "info"
    server.start()
    yield server
    server.stop()


def test_a_trace_is_logged_and_passed_on_to_the_id(talkative):
    """The page of a product asks the ID who its visitor is: both requests belong to the caller's trace, under different spans."""
    person = Person(talkative, "member@northwind.example")
    person.sign_in(talkative.dashboard + "/sign-in")
    person.browser.get(person.get(talkative.dashboard + "/sign-in"))  # leaves the offer to join
    person.browser.get(talkative.dashboard + "/overview", headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    lines = [line for line in pathlib.Path(talkative.log.name).read_text().splitlines() if TRACE in line]
    assert {re.search(r"route=(\S+)", line)[1] for line in lines} >= {"/overview", "/api/v1/me"}, lines
    assert len({re.search(r"span=(\S+)", line)[1] for line in lines}) == len(lines)
