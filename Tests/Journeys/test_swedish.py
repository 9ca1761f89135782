"""Everything in Swedish: for a person whose ID says so, and for a browser that asks for it."""
import pytest
from playwright.sync_api import expect

from browsing import add_app, example, heading, new_person, read_mail, recovery_codes, sign_in
from examining import TOO_WIDE, bare_keys, words

PATHS = ["overview", "messages", "billing", "projects", "projects/new", "access-keys", "access-keys/new", "users", "users/invite", "users/invite/many",
         "users/invitations", "users/invitations?state=ended", "users/requests", "users/groups", "users/groups/new", "users/roles", "users/roles/new", "users/directory", "users/directory/new", "users/review", "users/activity", "users/activity?kind=groups&until=2000-01-01", "ask", "ask?q=Vem+kan+se+meddelanden", "ask?q=Vad+kan+jag+%C3%B6ppna", "settings", "settings/two-factors", "settings/signing-in", "settings/close", "settings/move", "settings/leave"]
ID_PATHS = ["", "accounts", "join/other", "join/joined", "profile/addresses", "profile/addresses/new", "activity", "security/password", "security/telephone",
            "security/authenticator-app", "security/passkeys", "security/recovery-codes", "security/trusted-browsers"]
# Words that an English page has everywhere, and no Swedish one.
TELLTALES = ("Sign out", "Skip to the content", "your menu", "Access keys", "Download", "Last used", "Show", "Theme")
# Lines of English pages that stand nowhere in Swedish.
ENGLISH = set(words("en").values()) - set(words("sv").values())


def complaints(page):
    page.set_viewport_size({"width": 375, "height": 900})
    found = bare_keys(page) + [f"{page.url}: {part} scrolls sideways" for part in page.evaluate(TOO_WIDE)]
    if page.locator("html").get_attribute("lang") != "sv":
        found.append(f"{page.url}: not in Swedish")
    text = page.locator("body").inner_text()
    lines = {line.strip() for line in text.splitlines()}
    english = [word for word in TELLTALES if word in text] + sorted(ENGLISH & lines)
    return found + [f"{page.url}: {word!r} is English" for word in english]


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


@pytest.mark.parametrize("path", ["sign-in", "forgot-password", "help", "set-password?token=x", "invitations/none", "nothing"])
def test_a_browser_that_asks_for_swedish_reads_it(server, visitor, path):
    page = visitor(locale="sv-SE")
    page.goto(f"{server.id}/{path}")
    assert complaints(page) == []


@pytest.fixture
def swede(server, visitor):
    """Somebody who has chosen Swedish in a browser that asks for English, and added an authenticator app there."""
    page = visitor()
    person = new_person(server, "ake@swedish.example", "Åke")
    sign_in(page, server.id + "/profile", person)
    page.get_by_label("Language").select_option(label="Svenska")
    page.get_by_role("button", name="Save your profile").click()
    expect(heading(page)).to_have_text("Hej Åke")
    return page, add_app(page, server, person)


def test_a_sign_in_with_two_factors_and_the_pages_about_it_are_in_swedish(server, visitor, swede, examined):
    """Each step and its mistakes, the other ways, the pages that change how somebody signs in, and the mails."""
    found = []
    page, person = swede
    found += complaints(page)
    codes = recovery_codes(page)
    for path in ID_PATHS:
        page.goto(f"{server.id}/{path}")
        found += complaints(page)
    page.goto(server.id + "/")
    page.get_by_role("link", name="Ta bort").click()
    expect(heading(page)).to_have_text("Ta bort din autentiseringsapp")
    found += complaints(page)

    other = visitor(locale="sv-SE")
    other.goto(server.id + "/")
    other.get_by_label("E-postadress").fill(person.email)
    other.get_by_role("button", name="Fortsätt").click()
    for password, title in (("inte det här", "Skriv ditt lösenord"), (person.password, "Skriv koden från din app")):
        other.get_by_label("Lösenord", exact=True).fill(password)
        other.get_by_role("button", name="Logga in").click()
        expect(heading(other)).to_have_text(title)
        found += complaints(other)
    other.get_by_role("button", name="Logga in").click()
    expect(other.get_by_role("alert")).to_contain_text("Skriv koden.")
    found += complaints(other)
    examined(other)
    other.get_by_role("link", name="Jag kan inte använda det här").click()
    expect(heading(other)).to_have_text("Ett annat sätt att visa att det är du")
    found += complaints(other)
    other.get_by_role("link", name="Använd en återställningskod").click()
    other.get_by_label("Återställningskod").fill("0000-0000-0000-0000")
    other.get_by_role("button", name="Logga in").click()
    expect(other.get_by_role("alert")).to_contain_text("Den koden är inte en av dina")
    found += complaints(other)
    other.get_by_label("Återställningskod").fill(codes[0])
    other.get_by_role("button", name="Logga in").click()
    expect(heading(other)).to_have_text("Hej Åke")
    found += complaints(other)
    for title in ("En autentiseringsapp lades till", "En återställningskod användes"):
        read_mail(other, server, person.email, title)
        found += complaints(other)
    assert found == []
