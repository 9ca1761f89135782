"""Every page of both products on the narrowest screen, 320 px, found by following links; and how its search and its printing fare."""
import re
import subprocess
from urllib.parse import urlsplit

from playwright.sync_api import expect

from browsing import MAIL_ADMINISTRATOR, heading, sign_in
from examining import AXE, RULES, bare_keys
from places import dashboard_pages, link, mail_pages

NARROW = 320
# What is no page, or is there once after an act; and pages of things that the example has none of.
NO_PAGES = re.compile(r"\.(csv|json)$|^/messages/new$|^/oidc/|^/\.well-known/|^/api/|^/health/|^/metrics$|^/robots|^/favicon|^/logo$|^/assets/|/made$"
                      r"|^/$|^/continue$|^/sign-in|^/signed-out$|^/ask/completions$")
# What answers a form with a page of what it would change (test_roles examines those); by its address, it leads back to the form's page.
PREVIEWS = {"/users/groups/:group/end", "/users/groups/:group/members/:member/remove", "/users/groups/:group/roles/:grant/remove",
            "/users/:member/groups"}
# The field of a page where one types to find something: a search box, or one that completes.
SEARCH = "main :is(input[type=search], input[role=combobox])"


def routes(server, part):
    """The patterns of what one server answers to GET, the more exact ones first."""
    listed = subprocess.run([server.binary, "routes"], capture_output=True, text=True, check=True).stdout.split(part + "\n", 1)[1].split("\n\n")[0]
    paths = [line.split()[1] for line in listed.splitlines() if line.startswith("GET")]
    return sorted((path for path in paths if not NO_PAGES.search(path)), key=lambda path: (path.count(":"), -len(path)))


def route_of(path, patterns):
    return next((one for one in patterns if re.fullmatch(re.sub(r":[a-z]+", "[^/]+", one), path)), None)


def what_is_wrong(page):
    """For a page NARROW px wide."""
    found = bare_keys(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW:
        found.append(f"{page.url}: {width} px wide")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for violation in AXE.run(page, options=RULES).response["violations"]:
            found.append(f"{page.url} ({theme}): {violation['help']}: {[node['target'] for node in violation['nodes'][:3]]}")
    return found


def walk(page, address, patterns, beginnings):
    """Opens one page of each route that links lead to. Returns what is wrong with them, and the routes that no link leads to."""
    page.set_viewport_size({"width": NARROW, "height": 800})
    found, left, queue = [], set(patterns), list(beginnings)
    while queue:
        path = queue.pop(0)
        route = route_of(urlsplit(path).path, patterns)
        if route not in left:
            continue
        page.goto(address + path)
        left.discard(route)
        expect(heading(page)).to_be_visible()
        found += what_is_wrong(page)
        queue += page.evaluate("[...document.querySelectorAll(\"a[href^='/']\")].map(one => one.getAttribute('href'))")
    return found, left


def add_group(page, address):
    page.goto(address + "/users/groups/new")
    page.fill("#field-name", "Small screens")
    page.locator("main form button.primary").click()


def test_every_page_of_the_dashboard_fits_the_narrowest_screen(server, visitor, as_role):
    """As an Administrator, with a group; no page wider than 320 px, none that Axe complains of in either theme."""
    page = as_role("Administrator")
    add_group(page, server.dashboard)
    beginnings = [place.path for place in dashboard_pages(page, server, "Administrator")]
    found, left = walk(page, server.dashboard, routes(server, "Customer Dashboard"), beginnings + ["/switch/account"])
    assert found == []
    # What has no link in the example: an invoice, a request, a second role, a mark, an archived project; and what
    # leads on to another page: a kept view, the place of a project.
    assert left <= PREVIEWS | {
        "/billing/invoices/:invoice", "/users/groups/:group/roles/:grant", "/users/:member/roles/:grant",
        "/users/:member/roles/:grant/remove", "/billing/marks/:mark", "/users/roles/:role", "/users/selection",
        "/users/requests/:request", "/projects/:project/restore", "/projects/:project/place", "/messages/views/:view"}, left


def test_every_page_of_the_mail_panel_fits_the_narrowest_screen(server, visitor):
    page = visitor()
    sign_in(page, server.mail + "/", MAIL_ADMINISTRATOR)
    add_group(page, server.mail)
    beginnings = [place.path for place in mail_pages(page, server)]
    found, left = walk(page, server.mail, routes(server, "Mail Control Panel"), beginnings + ["/switch/account"])
    assert found == []
    assert left <= PREVIEWS | {
        "/users/requests/:request", "/users/groups/:group/roles/:grant", "/users/:member/roles/:grant",
        "/users/:member/roles/:grant/remove", "/users/roles/:role", "/users/selection", "/access-keys/:key", "/access-keys/:key/revoke"}, left


def test_a_slash_leads_to_the_search_box_or_to_the_question(server, visitor, as_role):
    """From any page, with the keyboard alone: to the page's own box where it has one, else to where one asks; never while somebody types."""
    page = as_role("Administrator")
    for path, place in (("/messages", "/messages"), ("/users", "/users"), ("/settings", "/ask"), ("/billing", "/ask"), ("/overview", "/ask")):
        page.goto(server.dashboard + path)
        page.keyboard.press("/")
        page.wait_for_url(server.dashboard + place)
        field = page.locator(SEARCH).first
        expect(field).to_be_focused()
        page.keyboard.type("a/b")
        expect(field).to_have_value("a/b")
    mail = visitor()
    sign_in(mail, server.mail + "/", MAIL_ADMINISTRATOR)
    for path, place in (("/domains", "/ask"), ("/events", "/events")):
        mail.goto(server.mail + path)
        mail.keyboard.press("/")
        mail.wait_for_url(server.mail + place)
        expect(mail.locator(SEARCH).first).to_be_focused()


def test_a_printed_page_is_its_content(server, as_role):
    """Lists and a message's page leave out what only a screen needs, say of what they are, and are no wider than their paper."""
    page = as_role("Administrator")
    page.goto(server.dashboard + "/messages?status=not-delivered")
    for path in ("/overview", "/messages", link(page, "tbody a"), "/users", "/billing"):
        page.goto(server.dashboard + path)
        # A4 without its margins, at 96 dots an inch.
        page.set_viewport_size({"width": 680, "height": 1000})
        page.emulate_media(media="print")
        # Its whole width is there for it, as it is on paper that is wider.
        for width in (680, 794, 1100):
            page.set_viewport_size({"width": width, "height": 1000})
            assert page.locator("main").bounding_box()["width"] >= width - 1, f"{path} leaves room beside it on {width}"
        expect(page.locator("main h1")).to_be_visible()
        expect(page.locator(".printed")).to_be_visible()
        for gone in (".bar", "nav", ".filters", "main .button", ".skip"):
            assert all(not one.is_visible() for one in page.locator(gone).all()), f"{path} prints {gone}"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} is wider than its paper"
        page.emulate_media(media="screen")
