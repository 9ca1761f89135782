"""Each page that each role reaches, in both themes, at phone and desk width."""
import pathlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from browsing import MAIL_ADMINISTRATOR, ROLES, sign_in
from places import MAIL, OPEN, dashboard_pages, home_pages, scenes

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
AXE = Axe()
# Rules about colours are checked in each theme, rules about the layout at each width.
VIEWS = [("light", 1440), ("dark", 375)]
WIDTHS = [1440, 1200, 1024, 768, 375]
# Finds a page or a table frame whose content is wider than the available space: it is cut off, or needs sideways scrolling.
TOO_WIDE = """[document.documentElement, ...document.querySelectorAll('.table-frame')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.className || one.tagName)"""
# The keys of all words: one that is seen on a page has none.
WORDS = pathlib.Path(__file__).parents[2] / "Words" / "en"
KEYS = {line.split(" = ")[0] for file in WORDS.glob("*.properties") for line in file.read_text().splitlines() if " = " in line}


def bare_keys(page):
    return [f"{page.url}: {word} has no words" for word in sorted(set(re.findall(r"[a-z][a-z-]*\.[a-z0-9-]+", page.content())) & KEYS)]


def examine(page):
    """Returns the violations that Axe finds, and the elements that are wider than the available space."""
    found = bare_keys(page)
    for theme, width in VIEWS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        here = f"{page.url} ({theme}, {width} px)"
        for violation in AXE.run(page, options=RULES).response["violations"]:
            targets = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:3]]
            found.append(f"{here}: {violation['help']}: {targets}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} ({width} px): {part} scrolls sideways" for part in page.evaluate(TOO_WIDE)]
    return found


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
    assert examine_all(page, server.mail, MAIL) == []


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
