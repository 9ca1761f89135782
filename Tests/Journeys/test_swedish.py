"""Everything in Swedish: for a person whose ID says so, and for a browser that asks for it."""
import pytest
from playwright.sync_api import expect

from browsing import example, sign_in
from examining import TOO_WIDE, bare_keys

PATHS = ["overview", "messages", "billing", "projects", "projects/new", "access-keys", "access-keys/new", "users", "users/invite",
         "users/invitations", "settings", "settings/leave"]
# Words that an English page has everywhere, and no Swedish one.
ENGLISH = ("Sign out", "Skip to the content", "your menu", "Access keys", "Download", "Last used", "Show", "Theme")


def complaints(page):
    page.set_viewport_size({"width": 375, "height": 900})
    found = bare_keys(page) + [f"{page.url}: {part} scrolls sideways" for part in page.evaluate(TOO_WIDE)]
    if page.locator("html").get_attribute("lang") != "sv":
        found.append(f"{page.url}: not in Swedish")
    text = page.locator("body").inner_text()
    return found + [f"{page.url}: {word!r} is English" for word in ENGLISH if word in text]


def test_every_page_of_a_swedish_administrator_is_in_swedish(server, visitor):
    """Their browser asks for English; the ID knows better once they are signed in."""
    person = example("bea.kaya.17@harbour2.example")
    page = visitor()
    sign_in(page, server.dashboard + "/overview", person)
    found = []
    for path in PATHS:
        page.goto(f"{server.dashboard}/{path}")
        found += complaints(page)
    for path in ["", "profile", "sign-out"]:
        page.goto(f"{server.id}/{path}")
        found += complaints(page)
    page.goto(server.dashboard + "/billing")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fakturering")
    assert found == []


@pytest.mark.parametrize("path", ["sign-in", "forgot-password", "set-password?token=x", "invitations/none", "nothing"])
def test_a_browser_that_asks_for_swedish_reads_it(server, visitor, path):
    page = visitor(locale="sv-SE")
    page.goto(f"{server.id}/{path}")
    assert complaints(page) == []
