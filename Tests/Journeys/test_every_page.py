"""Each page that each role reaches, in both themes, at phone and desk width."""
import pytest
from playwright.sync_api import expect

from browsing import MAIL_ADMINISTRATOR, ROLES, sign_in
from examining import examine
from places import OPEN, dashboard_pages, home_pages, mail_pages, scenes


def examine_all(page, address, places):
    found = []
    for place in places:
        page.goto(address + place.path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found += examine(page)
    return found


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_the_dashboard_that_a_role_reaches(server, as_role, role):
    """No violation, no sideways scrolling, nothing refused by the page's own policy."""
    page = as_role(role)
    assert examine_all(page, server.dashboard, dashboard_pages(page, server, role)) == []


def test_every_page_of_the_mail_panel(server, visitor):
    page = visitor()
    sign_in(page, server.mail + "/", MAIL_ADMINISTRATOR)
    assert examine_all(page, server.mail, mail_pages(page, server)) == []


def test_every_page_of_the_id_application(server, as_role):
    page = as_role("Administrator")
    assert examine_all(page, server.id, home_pages(page, server)) == []


def test_every_page_that_is_open_to_all(server, visitor):
    assert examine_all(visitor(), server.id, OPEN) == []


def test_every_step_of_signing_in(server, visitor):
    """The steps, their error messages, recovery, and joining."""
    found = []
    for name, scene in scenes(server).items():
        page = visitor()
        scene(page)
        found += examine(page)
        page.context.close()
    assert found == []
