"""Projects below projects: given with what lies below, made below another and moved, each with who gains and who loses first."""
import re

import pytest
from playwright.sync_api import expect

from browsing import ROLES, heading, sign_in


@pytest.fixture
def entered(own, visitor):
    """Opens a browser in which a person with this role is signed in there."""
    def enter(role):
        page = visitor()
        sign_in(page, own.dashboard + "/", ROLES[role])
        return page
    return enter


def names(page, server):
    page.goto(server.dashboard + "/projects")
    return [link.inner_text() for link in page.locator("main tbody th a").all()]


def give(page, server, with_below, change=""):
    """An Administrator gives the Support Member what lies below Checkout, or takes it."""
    page.goto(server.dashboard + "/users")
    page.get_by_role("link", name="Support Member of Northwind", exact=True).click()
    page.get_by_role("group", name="With what lies below").get_by_label(re.compile("^Checkout")).set_checked(with_below)
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator(".definitions")).to_contain_text(change)
    page.get_by_role("button", name="Save role and projects").click()


def test_what_lies_below_is_seen_by_whoever_was_given_it_until_it_is_moved_away(own, entered):
    boss = entered("Administrator")
    support = entered("Support Member")
    assert "Europe" not in names(boss, own)

    boss.goto(own.dashboard + "/projects/new")
    boss.get_by_label("Name").fill("Europe")
    boss.get_by_label("Place").select_option(label="Checkout")
    boss.get_by_role("button", name="Create the project").click()
    expect(boss.locator("main")).to_contain_text("Europe will be made below Checkout.")
    expect(boss.locator("main")).to_contain_text("Nobody will see more.")
    boss.get_by_role("button", name="Create the project").click()
    expect(boss.get_by_role("status")).to_contain_text("Europe")

    boss.goto(own.dashboard + "/users")
    boss.get_by_role("link", name="Support Member of Northwind", exact=True).click()
    below = boss.get_by_role("group", name="With what lies below")
    expect(below.get_by_label(re.compile("^Checkout"))).not_to_be_checked()
    expect(below).to_contain_text("Now: Europe.")
    give(boss, own, True, "project Europe")

    # The Support Member has no Projects; the list of messages names them.
    support.goto(own.dashboard + "/messages")
    expect(support.locator("body")).to_contain_text("Europe")

    # What is confirmed is what is done: somebody takes it away meanwhile in another tab.
    boss.goto(own.dashboard + "/projects/new")
    boss.get_by_label("Name").fill("Asia")
    boss.get_by_label("Place").select_option(label="Checkout")
    boss.get_by_role("button", name="Create the project").click()
    expect(boss.get_by_role("table", name="They will see more")).to_contain_text("Support Member of Northwind")
    give(boss.context.new_page(), own, False)
    boss.get_by_role("button", name="Create the project").click()
    expect(boss.locator("main")).to_contain_text("Something changed since you looked, and nothing was done.")
    expect(boss.locator("main")).to_contain_text("Nobody will see more.")
    assert "Asia" not in names(boss.context.new_page(), own)
    boss.get_by_role("button", name="Create the project").click()
    expect(boss.get_by_role("status")).to_contain_text("Asia")
    give(boss, own, True)

    boss.goto(own.dashboard + "/projects")
    boss.get_by_role("link", name="Europe").click()
    expect(boss.locator("main")).to_contain_text("Lies below Checkout")
    expect(boss.locator("main")).to_contain_text("It lies below Checkout, which was given with what lies below.")
    boss.get_by_role("link", name="Settings").last.click()
    boss.get_by_label("Place").select_option(label="At the top")
    boss.get_by_role("button", name="See who gains and loses").click()
    losses = boss.get_by_role("table", name="They will see less")
    expect(losses).to_contain_text("Support Member of Northwind")
    expect(losses).to_contain_text("Europe")
    boss.get_by_role("button", name="Move the project").click()
    expect(heading(boss)).to_have_text("Europe")
    support.goto(own.dashboard + "/messages")
    expect(support.locator("body")).not_to_contain_text("Europe")
