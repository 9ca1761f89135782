"""Browsers for the journeys: one Chromium for all of them, a separate context for each, and kept sessions of the example's roles."""
import pytest
from playwright.sync_api import sync_playwright

import browsing
import firefox
from examining import examine


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**browsing.CHROMIUM)
        yield browser
        browser.close()


class Visitors:
    """Opens browser contexts, collects the console errors and warnings of their pages, and closes them."""

    def __init__(self, chromium):
        self.chromium, self.contexts, self.complaints, self.pages = chromium, [], [], set()

    def __call__(self, **options):
        context = self.chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
        context.set_default_timeout(15_000)
        context.on("request", lambda request: request.is_navigation_request() and self.pages.add(request.url))
        context.on("console", self.heard)
        context.on("weberror", lambda error: self.complaints.append(f"{error.page.url}: {error.error}"))
        self.contexts.append(context)
        return context.new_page()

    def heard(self, message):
        # The browser reports a page that intentionally answers 403 or 422 as a failed load of itself.
        expected = message.text.startswith("Failed to load resource") and message.location.get("url") in self.pages
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(f"{message.page.url}: {message.text}")

    def close(self):
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitor(chromium):
    """Opens a page of a new browser: `visitor()`. No page may log a console error or warning, which includes violations of its policy."""
    visitors = Visitors(chromium)
    yield visitors
    visitors.close()
    assert visitors.complaints == []


@pytest.fixture
def examined():
    """Examines a page in the middle of a journey, which goes on as before: `examined(page)`. What is found fails the test at its end."""
    found = []

    def look(page):
        size = page.viewport_size
        found.extend(examine(page))
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    yield look
    assert found == []


@pytest.fixture(scope="session")
def fox(tmp_path_factory):
    """Firefox: `fox.visitor()` opens a tab with cookies of its own."""
    with firefox.running(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture(scope="session")
def kept_sessions(server, chromium):
    """Signs each role in once, at the dashboard, and keeps the cookies."""
    states = {}

    def of(role):
        if role not in states:
            context = chromium.new_context()
            browsing.sign_in(context.new_page(), server.dashboard + "/", browsing.ROLES[role])
            states[role] = context.storage_state()
            context.close()
        return states[role]

    return of


@pytest.fixture
def as_role(kept_sessions, visitor):
    """Opens a browser in which a person with this role is signed in: `as_role("Member")`."""
    return lambda role, **options: visitor(storage_state=kept_sessions(role), **options)
