"""Tests SCIM 2.0 with scim2-tester, somebody else's compliance suite, over a running server."""
import json

import httpx2
import pytest
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server


@pytest.fixture(scope="module")
def directory(server):
    """A client with a token for the example's account."""
    made = json.loads(server.command("account", "scim-token", "acc_10000", "--product", "dashboard", "--json").stdout)
    with httpx2.Client(base_url=made["address"], headers={"Authorization": f"Bearer {made['token']}"}, timeout=30) as http:
        client = SyncSCIMClient(http)
        client.discover()
        yield client


def test_the_compliance_suite_passes_whole(directory):
    results = check_server(directory)
    said = [f"{result.status.name} {result.title} {result.resource_type or ''}: {result.reason}" for result in results]
    print("\n".join(said))
    assert len(said) > 40
    assert [line for line in said if not line.startswith(("SUCCESS", "COMPLIANT", "ACCEPTABLE"))] == []
