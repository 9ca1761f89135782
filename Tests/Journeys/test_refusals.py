"""Pages that a role may not view: what the refusal says, and how to ask for access."""
import re

import pytest
from playwright.sync_api import expect

from browsing import ASSOCIATE, ROLES, heading, mailed_link, new_person, password_step, address_step, read_mail, sign_in
from places import AREAS, DASHBOARD, title

REFUSED = [(role, area) for role in DASHBOARD for area in AREAS if area not in DASHBOARD[role]]


@pytest.mark.parametrize("role", [role for role in ROLES if len(DASHBOARD[role]) < len(AREAS)])
def test_a_refused_page_explains_itself(server, as_role, role):
    """It names the person's role, what the page needs, which roles have that and who can change it. The navigation has no link to it."""
    page = as_role(role)
    for area in AREAS:
        answer = page.goto(f"{server.dashboard}/{area}")
        if area in DASHBOARD[role]:
            assert answer.status == 200
            continue
        assert answer.status == 403
        expect(heading(page)).to_have_text(f"{title(area)} is not open to you")
        said = page.locator("main")
        expect(said).to_contain_text(f"Your role in Northwind is {role}.")
        expect(said).to_contain_text(f"This page needs {title(area)}, which ")
        expect(said.get_by_role("listitem").filter(has_text="Administrator of Northwind")).to_be_visible()
        expect(page.get_by_role("button", name=f"Ask them for {title(area)}")).to_be_visible()
        expect(page.locator("nav.side").get_by_role("link")).to_have_text([title(area) for area in DASHBOARD[role]])


def test_asking_takes_one_click_and_writes_to_those_who_can_help(server, visitor, as_role):
    """The mail says who asks and for what."""
    page = as_role("Support Member")
    page.goto(server.dashboard + "/billing")
    page.get_by_role("button", name="Ask them for Billing").click()
    expect(page.get_by_role("status")).to_contain_text("We asked the people who can give you Billing")
    mail = visitor()
    read_mail(mail, server, "administrator@northwind.example", "Support Member of Northwind")
    expect(mail.locator("main")).to_contain_text("Billing")


def refused_member(server, name, role):
    """Somebody of Northwind whom no other journey knows."""
    person = new_person(server, name.lower().replace(" ", ".") + "@northwind.example", name)
    server.command("member", "add", "acc_10000", person.email, "--product", "dashboard", "--role", role)
    return person


def test_a_refused_associate_asks_until_it_opens(server, visitor, as_role):
    """Denied with a reason that the refused page shows; asked again, approved for two weeks from the mail's link, after a preview."""
    asks = {name: refused_member(server, name, role) for name, role in (("Elin Ask", "associate"), ("Tor Ask", "support-member"))}
    page = visitor()
    sign_in(page, server.dashboard + "/", asks["Elin Ask"])
    page.goto(server.dashboard + "/billing")
    page.get_by_role("button", name="Ask them for Billing").click()
    page.goto(server.dashboard + "/billing")
    expect(page.locator("main")).to_contain_text("A mail tells you the answer.")
    expect(page.get_by_role("button", name="Ask them for Billing")).to_have_count(0)

    admin = as_role("IT Admin")
    admin.goto(server.dashboard + "/users")
    admin.get_by_role("link", name="Requests").click()
    row = admin.get_by_role("row").filter(has_text="Elin Ask")
    expect(row).to_contain_text("Billing")
    row.get_by_role("link").click()
    expect(heading(admin)).to_have_text("Elin Ask asks for Billing")
    admin.get_by_label("Note").fill("Look at https://intranet.example first")
    admin.get_by_role("button", name="Deny the request").click()
    expect(admin.get_by_role("alert")).to_contain_text("web address")
    expect(admin.get_by_label("Note")).to_have_value("Look at https://intranet.example first")
    admin.get_by_label("Note").fill("Ask Anna for the figures.")
    admin.get_by_role("button", name="Deny the request").click()
    expect(admin.get_by_role("status")).to_contain_text("is told by mail that you did not give it")

    page.goto(server.dashboard + "/billing")
    expect(page.locator("main")).to_contain_text("did not give you Billing")
    expect(page.locator("main")).to_contain_text("Ask Anna for the figures.")

    asking = visitor()
    sign_in(asking, server.dashboard + "/", asks["Tor Ask"])
    asking.goto(server.dashboard + "/projects")
    asking.get_by_role("button", name="Ask them for Projects").click()
    mail = visitor()
    read_mail(mail, server, "administrator@northwind.example", "Tor Ask asks for Projects")
    admin.goto(mailed_link(mail, "/switch/account"))
    expect(heading(admin)).to_have_text("Tor Ask asks for Projects")
    admin.get_by_role("radio", name=re.compile("^Associate")).check()
    admin.get_by_role("checkbox", name="Campaigns").check()
    admin.get_by_label("Last day").fill("2031-05-04")
    admin.get_by_role("button", name="See what changes").click()
    expect(admin.locator("main")).to_contain_text("Projects")
    admin.get_by_role("button", name="Save role and projects").click()
    expect(admin.get_by_role("status")).to_contain_text("Tor Ask has the role Associate")
    assert asking.goto(server.dashboard + "/projects").status == 200
    expect(asking.locator("main")).to_contain_text("Campaigns")


def test_whoever_is_signed_out_comes_back_to_where_they_were_going(server, visitor):
    """The path and its filters survive the sign-in. The person's own role decides what they see there."""
    page = visitor()
    wanted = server.dashboard + "/messages?status=Delivered&country=SE"
    page.goto(wanted)
    address_step(page, ASSOCIATE.email)
    password_step(page, ASSOCIATE.password)
    page.wait_for_url(wanted)
    expect(page.get_by_label("Status")).to_have_value("Delivered")
    refused = visitor()
    refused.goto(server.dashboard + "/billing")
    address_step(refused, ASSOCIATE.email)
    password_step(refused, ASSOCIATE.password)
    refused.wait_for_url(server.dashboard + "/billing")
    expect(heading(refused)).to_have_text("Billing is not open to you")
