"""Those who run the server, on its own pages: they try out a phase, answer a question, and look into a person's story."""
import re

import pytest
from playwright.sync_api import expect

from browsing import add_app, heading, new_person, password_step, address_step, read_mail, sign_in
from examining import examine
from places import link
from test_swedish import complaints

PHASE = "journey of trying out"


@pytest.fixture
def phase(server):
    """A draft, which counts for nobody."""
    server.command("rollout", "add", PHASE, "--product", "mail", "--percent", "5")
    yield
    server.command("rollout", "remove", PHASE)


def operating(server, visitor, email, role):
    """Somebody with that role, signed in on the server's pages with a second factor."""
    person = new_person(server, email, "Runa Op")
    page = visitor()
    sign_in(page, server.id + "/", person)
    page.goto(server.id + "/operate")
    expect(heading(page)).to_have_text("There is nothing here")
    server.command("operator", "add", email, "--role", role)
    page.goto(server.id + "/operate")
    expect(heading(page)).to_have_text("These pages need a second factor")
    person = add_app(page, server, person)
    page.context.close()
    page = visitor()
    page.goto(server.id + "/operate")
    address_step(page, person.email)
    password_step(page, person.password)
    page.locator("input[name=code]").fill(person.code)
    page.locator("main form button").first.click()
    expect(heading(page)).to_have_text("Moves")
    return page


def test_an_operator_tries_out_a_phase_and_helps_a_person(server, visitor, phase):
    asking = visitor()
    asking.goto(server.id + "/help")
    asking.get_by_label(re.compile("happened")).fill("No code comes to my telephone.")
    asking.get_by_label("Where we answer").fill("hopeless@guests.example")
    asking.get_by_role("button", name="Send", exact=True).click()
    page = operating(server, visitor, "runa@operators.example", "operator")
    found = examine(page)
    page.goto(server.id + "/operate/moves/mail")
    expect(page.get_by_role("cell", name="5 % of people")).to_be_visible()
    found += examine(page)
    page.get_by_role("link", name=PHASE).click()
    page.get_by_label("Share in a hundred").fill("40")
    page.get_by_role("button", name="Try this share").click()
    expect(page.get_by_role("heading", name="What it would bring with 40 % of people")).to_be_visible()
    found += examine(page)
    page.get_by_role("button", name="Give the phase this share").click()
    expect(page.get_by_text(f"{PHASE} takes 40 % of people.")).to_be_visible()

    page.goto(server.id + "/operate/questions")
    found += examine(page)
    page.locator("tr", has_text="hopeless@guests.example").get_by_role("link").click()
    found += examine(page)
    page.get_by_label("Your answer").fill("It comes now. Please try again.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("The answer is on its way to hopeless@guests.example.")).to_be_visible()
    read_mail(asking, server, "hopeless@guests.example", "answer")
    expect(asking.get_by_text("It comes now. Please try again.")).to_be_visible()

    page.goto(server.id + "/operate/people")
    found += examine(page)
    page.get_by_label("Address, user name or id").fill("dag.jansen.105@northwind.example")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Dag Jansen").click()
    expect(page.get_by_text("where everybody of the product signs in")).to_be_visible()
    found += examine(page)
    for path in ["/operate/recovery", "/operate/clients", "/operate/clients/new", "/operate/imports"]:
        page.goto(server.id + path)
        found += examine(page)
    page.goto(server.id + link(page, "main a[href^='/operate/imports/']"))
    found += examine(page)
    assert found == []


def test_the_pages_are_in_swedish_for_whoever_reads_it_and_an_auditor_changes_nothing(server, visitor, phase):
    page = operating(server, visitor, "sven@operators.example", "auditor")
    page.goto(server.id + "/profile")
    page.get_by_label("Language").select_option("sv")
    page.locator("main form button.primary").first.click()
    found = []
    for path in ["", "/moves/mail", "/moves/dashboard", "/people", "/people?q=nobody", "/questions", "/questions?show=all", "/recovery", "/imports", "/clients", "/clients/new"]:
        page.goto(server.id + "/operate" + path)
        found += complaints(page)
    page.goto(server.id + "/operate/moves/mail")
    page.get_by_role("link", name=PHASE).click()
    found += complaints(page)
    assert page.locator("main form[method=post]").count() == 0
    assert found == []
