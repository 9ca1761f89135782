"""One running server for the browser journeys and the third-party clients."""
import pytest

from serving import ADMINISTRATOR_SECRET, PASSWORD, ROOT, Server, totp  # noqa: F401


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(str(tmp_path_factory.mktemp("lanyard")))
    server.start()
    yield server
    server.stop()
