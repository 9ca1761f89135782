"""One running server for the browser journeys and the third-party clients."""
import pytest

from serving import ADMINISTRATOR_SECRET, PASSWORD, ROOT, Server, totp  # noqa: F401


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(str(tmp_path_factory.mktemp("lanyard")))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def own(request, tmp_path_factory):
    """A server of its own for a file: what is changed in it stays in it."""
    server = Server(str(tmp_path_factory.mktemp(request.module.__name__.replace("_", "-"))))
    server.start()
    yield server
    server.stop()
