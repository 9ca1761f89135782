"""Several roles of one person, and groups, as an administrator gives them and as the person meets them."""
import csv
import io
import os
import re
import sqlite3

from playwright.sync_api import expect

from browsing import heading, new_person, sign_in
from test_narrow import NARROW, what_is_wrong


def choose(page, role):
    page.get_by_role("radio", name=re.compile("^" + role)).check()


def rows(page):
    return [row.inner_text().replace('\xa0', ' ') for row in page.locator("main tbody tr").all()]


def test_a_second_role_in_another_project_opens_there_and_not_elsewhere(server, as_role):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/users")
    boss.get_by_role("link", name="Support Member of Northwind", exact=True).click()
    person = boss.url
    boss.get_by_role("link", name="Give another role").click()
    choose(boss, "Associate")
    boss.get_by_label("Alerts").check()
    boss.get_by_label("Last day").fill("2098-12-31")
    boss.get_by_role("button", name="See what changes").click()
    expect(boss.locator(".definitions")).to_contain_text("project Alerts")
    boss.get_by_role("button", name="Save role and projects").click()
    expect(boss.get_by_role("status")).to_contain_text("has the role Associate")
    assert any("Associate" in row and "Alerts" in row and "31 December 2098" in row for row in rows(boss)), rows(boss)
    # Two tabs: the other one took the role meanwhile.
    second = boss.context.new_page()
    second.goto(server.dashboard + boss.get_by_role("link", name="Change Associate").get_attribute("href"))
    boss.get_by_role("link", name="Change Associate").click()
    boss.get_by_role("button", name="Take the role Associate").click()
    expect(boss.get_by_role("status")).to_contain_text("no longer has the role Associate")
    second.get_by_role("button", name="See what changes").click()
    expect(second.get_by_role("status")).to_contain_text("Somebody changed this role meanwhile")
    assert second.url.startswith(person.split("?")[0])


def narrow(page):
    """What is wrong with the page on the narrowest screen."""
    wide = page.viewport_size
    page.set_viewport_size({"width": NARROW, "height": 800})
    found = what_is_wrong(page)
    page.set_viewport_size(wide)
    return found


def test_a_group_gives_its_role_to_everybody_in_it_until_they_leave_it(server, as_role):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/users/groups")
    boss.get_by_role("link", name="Make a group").first.click()
    boss.get_by_label("Name of the group").fill("Night shift")
    boss.get_by_role("button", name="Make a group").click()
    boss.get_by_role("link", name="Add a role").click()
    expect(boss.get_by_role("radio", name=re.compile("^Administrator"))).to_have_count(0)
    choose(boss, "IT Admin")
    boss.get_by_role("button", name="Save role and projects").click()
    expect(boss.get_by_role("status")).to_contain_text("Night shift gives the role IT Admin")

    member = as_role("Associate")
    member.goto(server.dashboard + "/users")
    expect(heading(member)).to_have_text("Users is not open to you")

    boss.goto(server.dashboard + "/users")
    boss.get_by_role("link", name="Associate of Northwind", exact=True).click()
    boss.get_by_label("Night shift").check()
    boss.get_by_role("button", name="Save groups").click()
    expect(boss.get_by_role("row").filter(has_text="Associate of Northwind")).to_contain_text("Users")
    assert narrow(boss) == []
    member.reload()
    expect(heading(member)).to_have_text("Users is not open to you")
    boss.get_by_role("button", name="Save groups").click()
    member.reload()
    expect(heading(member)).to_have_text("Users")
    # What they have from the group they do not change themselves.
    member.goto(server.dashboard + "/users/groups")
    member.get_by_role("link", name="Night shift").click()
    member.get_by_role("button", name="End the group").click()
    expect(member.get_by_text("Nobody can change their own role")).to_be_visible()

    boss.goto(server.dashboard + "/users/groups")
    boss.get_by_role("link", name="Night shift").click()
    group = boss.url
    boss.get_by_role("button", name="End the group").click()
    expect(heading(boss)).to_have_text("End the group Night shift?")
    expect(boss.get_by_role("row").filter(has_text="Associate of Northwind")).to_contain_text("Users")
    assert narrow(boss) == []
    # What was shown is not what would be done any more: another tab took the person out.
    second = boss.context.new_page()
    second.goto(group)
    second.get_by_role("row").filter(has_text="Associate of Northwind").get_by_role("button").click()
    expect(second.get_by_role("row").filter(has_text="Associate of Northwind")).to_contain_text("Users")
    second.get_by_role("button", name="Take out").click()
    expect(second.get_by_role("status")).to_be_visible()
    member.goto(server.dashboard + "/users")
    expect(heading(member)).to_have_text("Users is not open to you")
    # Nobody loses anything by its end now.
    boss.get_by_role("button", name="End the group").click()
    expect(boss.get_by_role("status")).to_contain_text("The group Night shift has ended")


def test_a_role_of_the_accounts_own_opens_what_it_says_until_it_is_changed(server, as_role):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/users/roles")
    boss.get_by_role("link", name="Make a role").click()
    boss.get_by_label("Name of the role").fill("it admin")
    boss.get_by_role("button", name="Make a role").click()
    expect(boss.get_by_label("Name of the role")).to_have_value("it admin")
    boss.get_by_label("Name of the role").fill("Auditor")
    boss.get_by_label("Billing").select_option("View")
    boss.get_by_role("radio", name="All projects").check()
    boss.get_by_role("button", name="Make a role").click()
    expect(boss.get_by_role("row").filter(has_text="Auditor")).to_contain_text("View")

    member = as_role("Associate")
    member.goto(server.dashboard + "/billing")
    expect(heading(member)).to_have_text("Billing is not open to you")
    boss.goto(server.dashboard + "/users")
    boss.get_by_role("link", name="Associate of Northwind", exact=True).click()
    boss.get_by_role("link", name="Give another role").click()
    choose(boss, "Auditor")
    boss.get_by_role("button", name="See what changes").click()
    expect(boss.locator(".definitions")).to_contain_text("Billing, to view")
    boss.get_by_role("button", name="Save role and projects").click()
    member.goto(server.dashboard + "/billing")
    expect(heading(member)).to_have_text("Billing")

    boss.goto(server.dashboard + "/users/roles")
    boss.get_by_role("link", name="Auditor").click()
    boss.get_by_role("button", name="Remove the role Auditor").click()
    expect(boss.get_by_text("Auditor is still in use")).to_be_visible()
    expect(boss.get_by_text("It is with Associate of Northwind.")).to_be_visible()
    boss.get_by_label("Billing").select_option("Nothing")
    boss.get_by_label("Messages").select_option("View")
    boss.get_by_role("button", name="Save the role").click()
    expect(heading(boss)).to_have_text("Change the role Auditor?")
    expect(boss.get_by_role("row").filter(has_text="Associate of Northwind")).to_contain_text("Billing")
    member.goto(server.dashboard + "/billing")
    expect(heading(member)).to_have_text("Billing")
    boss.get_by_role("button", name="Save the role").click()
    member.goto(server.dashboard + "/billing")
    expect(heading(member)).to_have_text("Billing is not open to you")

    helper = as_role("IT Admin")
    helper.goto(server.dashboard + "/users/roles")
    expect(helper.get_by_text("An Administrator can make more roles here")).to_be_visible()
    expect(helper.get_by_role("link", name="Make a role")).to_have_count(0)


def test_who_can_see_our_bill_is_answered_from_any_page_and_led_to_the_person(server, as_role):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/messages")
    boss.get_by_role("link", name="Ask", exact=True).click()
    boss.get_by_role("combobox", name="Your question").fill("Who can see our bill?")
    boss.get_by_role("button", name="Ask", exact=True).click()
    expect(boss.get_by_role("heading", level=2).first).to_contain_text("can see Billing")
    row = boss.get_by_role("row").filter(has_text="Member of Northwind")
    expect(row).to_contain_text("The role Member opens Billing")
    with boss.expect_download() as download:
        boss.get_by_role("link", name="Download as CSV").click()
    lines = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert len(lines) == boss.get_by_role("row").count() - 1 and {line["allowed"] for line in lines} == {"yes"}
    assert "The role Member opens Billing" in next(line["because"] for line in lines if line["name"] == "Member of Northwind")
    assert all(line["role"] and line["given_at"] for line in lines)
    row.get_by_role("link", name="Change").click()
    expect(heading(boss)).to_have_text("Member of Northwind")

    member = as_role("Associate")
    member.goto(server.dashboard + "/ask")
    member.get_by_role("link", name=re.compile("^Why can.t I open Billing")).click()
    expect(member.get_by_text("Your role Associate does not include Billing.")).to_be_visible()
    member.get_by_role("combobox", name="Your question").fill("Who can see billing?")
    member.get_by_role("button", name="Ask", exact=True).click()
    expect(member.get_by_text("Your role Associate does not include Users.")).to_be_visible()


def test_half_a_question_is_typed_and_the_rest_is_picked_with_keys_alone(server, as_role, examined):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/ask")
    field = boss.get_by_role("combobox", name="Your question")
    ways = boss.get_by_role("listbox", name="Your question").get_by_role("option")
    field.press_sequentially("wh")
    expect(ways.filter(has_text="Who can")).to_be_visible()
    examined(boss)
    boss.keyboard.press("ArrowDown")
    expect(ways.first).to_have_attribute("aria-selected", "true")
    boss.keyboard.press("Enter")
    expect(field).to_have_value("Who can ")
    expect(ways).to_have_text(["see", "manage"])
    boss.keyboard.type("se")
    expect(ways).to_have_text(["see"])
    boss.keyboard.press("ArrowDown")
    boss.keyboard.press("Enter")
    expect(field).to_have_value("Who can see ")
    boss.keyboard.type("che")
    expect(ways).to_have_text(["Checkout A project"])
    boss.keyboard.press("ArrowDown")
    boss.keyboard.press("Enter")
    expect(field).to_have_value("Who can see Checkout?")
    expect(ways).to_have_count(0)
    boss.keyboard.press("Enter")
    expect(boss.get_by_role("heading", level=2).first).to_contain_text("can see the project Checkout")
    # By mouse, with a person's name from the middle; Escape puts the list away.
    field = boss.get_by_role("combobox", name="Your question")
    field.fill("What can north assoc")
    ways = boss.get_by_role("listbox", name="Your question").get_by_role("option")
    ways.filter(has_text="Associate of Northwind").click()
    expect(field).to_have_value("What can Associate of Northwind ")
    expect(field).to_be_focused()
    expect(ways.filter(has_text="open")).to_be_visible()
    boss.keyboard.press("Escape")
    expect(ways).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    # Whoever may not ask about others is offered nobody's name.
    member = as_role("Associate")
    member.goto(server.dashboard + "/ask")
    member.get_by_role("combobox", name="Your question").press_sequentially("What can ")
    expect(member.get_by_role("listbox", name="Your question").get_by_role("option")).to_have_text(["I A person"])


def test_a_what_if_leads_to_the_preview_of_that_change(server, as_role):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/ask")
    examples = boss.locator(".examples")
    expect(examples.get_by_role("link", name=re.compile("^What if "))).to_have_count(1)
    expect(examples).not_to_contain_text("Why can’t I")
    expect(examples).not_to_contain_text("Administrator")
    boss.get_by_role("combobox", name="Your question").fill("What if Support Member of Northwind were IT Admin?")
    boss.get_by_role("button", name="Ask", exact=True).click()
    boss.get_by_role("button", name="Change the role of Support Member of Northwind to IT Admin").click()
    expect(heading(boss)).to_contain_text("Support Member of Northwind")
    expect(boss.locator(".definitions")).to_contain_text("IT Admin")
    expect(boss.get_by_role("button", name="Save role and projects")).to_be_visible()
    # Nobody is led to a change of their own role.
    boss.goto(server.dashboard + "/ask?q=What+if+I+were+Member")
    expect(boss.get_by_role("heading", level=2).first).to_contain_text("What would change")
    expect(boss.get_by_role("button", name=re.compile("^Change the role"))).to_have_count(0)


def test_people_are_found_among_many_by_words_and_filters(server, as_role):
    boss = as_role("Administrator")
    boss.goto(server.dashboard + "/users")
    boss.get_by_label("Name or address").fill("associate north")
    boss.get_by_role("button", name="Show").click()
    expect(boss.get_by_text("1 person found")).to_be_visible()
    boss.get_by_label("May open").select_option("Billing")
    boss.get_by_role("button", name="Show").click()
    expect(boss.get_by_text("Nobody fits this")).to_be_visible()
    boss.get_by_label("Name or address").fill("")
    boss.get_by_role("button", name="Show").click()
    expect(boss.get_by_role("row").filter(has_text="Member of Northwind")).to_have_count(1)
    with boss.expect_download() as download:
        boss.get_by_role("link", name="Download as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("name,email,roles") and not any("Associate" in line for line in lines)


def invitations_to(server, address):
    database = sqlite3.connect(os.path.join(server.data, "lanyard", "id.db"), timeout=60)
    return database.execute("SELECT COUNT(*) FROM invitations WHERE email = ?", (address,)).fetchone()[0]


def test_a_role_that_is_lost_while_a_form_is_open_sends_nothing_and_says_why(server, visitor):
    """An IT admin fills in an invitation and is made an associate meanwhile; given the role back, they invite."""
    person = new_person(server, "ida.stale@northwind.example", "Ida Stale")
    place = ("acc_10000", person.email, "--product", "dashboard")
    server.command("member", "add", *place, "--role", "it-admin")
    page = visitor()
    sign_in(page, server.dashboard + "/users", person)
    page.goto(server.dashboard + "/users/invite")
    page.get_by_label("E-mail address").fill("guest.of.ida@guests.example")
    choose(page, "Associate")
    server.command("member", "change", *place, "--role", "associate")
    page.get_by_role("button", name="Send the invitation").click()
    expect(heading(page)).to_have_text("Your role does not change Users")
    expect(page.locator("main")).to_contain_text("Your role in Northwind is Associate.")
    expect(page.locator("nav.side").get_by_role("link", name="Users")).to_have_count(0)
    assert invitations_to(server, "guest.of.ida@guests.example") == 0
    server.command("member", "change", *place, "--role", "it-admin")
    page.goto(server.dashboard + "/users/invite")
    page.get_by_label("E-mail address").fill("guest.of.ida@guests.example")
    choose(page, "Associate")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("status")).to_contain_text("guest.of.ida@guests.example")
    assert invitations_to(server, "guest.of.ida@guests.example") == 1
