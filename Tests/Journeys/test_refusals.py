"""Pages that a role may not view: what the refusal says, and how to ask for access."""
import pytest
from playwright.sync_api import expect

from browsing import ASSOCIATE, ROLES, heading, password_step, address_step, read_mail
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
