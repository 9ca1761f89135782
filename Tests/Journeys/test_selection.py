"""Many people are chosen on the Users page, and changed together after a preview that says what each gains and loses."""
import re

from playwright.sync_api import expect

from browsing import heading


def choose(page, *names):
    for name in names:
        page.get_by_role("checkbox", name="Choose " + name, exact=True).check()


def go_on(page, act):
    page.get_by_label("With those chosen").select_option(act)
    page.get_by_role("button", name="Continue").click()


def row(page, name):
    return page.get_by_role("row").filter(has_text=name)


def test_two_people_get_another_role_and_a_third_who_may_not_be_changed_is_named(server, as_role, examined):
    """As an IT Admin, who changes no Administrator: the preview says so, and the others are changed."""
    page = as_role("IT Admin")
    page.goto(server.dashboard + "/users?order=joined")
    choose(page, "Support Member of Northwind", "Administrator of Northwind")
    go_on(page, "Change their role")
    page.get_by_role("radio", name=re.compile("^IT Admin")).check()
    expect(page.get_by_role("group", name="Projects")).to_be_hidden()
    page.get_by_role("radio", name=re.compile("^Associate")).check()
    page.get_by_role("checkbox", name="Alerts").check()
    examined(page)
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_text("This changes 1 of 2. Nothing is done yet.")).to_be_visible()
    expect(row(page, "Administrator of Northwind")).to_contain_text("Only an Administrator")
    expect(row(page, "Support Member of Northwind")).to_contain_text("Support Member → Associate")
    expect(row(page, "Support Member of Northwind")).to_contain_text("project Alerts")
    examined(page)
    page.get_by_role("button", name="Change the role of 1 person").click()
    expect(page.get_by_text("1 person was changed.")).to_be_visible()
    expect(row(page, "Administrator of Northwind")).to_contain_text("Not changed")
    examined(page)
    page.get_by_role("link", name="Back to the list").click()
    assert page.url.endswith("/users?order=joined")
    expect(row(page, "Support Member of Northwind")).to_contain_text("Associate")

    choose(page, "Support Member of Northwind")
    go_on(page, "Change their role")
    page.get_by_role("radio", name=re.compile("^Support Member")).check()
    page.get_by_role("checkbox", name="Checkout").check()
    page.get_by_role("button", name="See what changes").click()
    page.get_by_role("button", name="Change the role of 1 person").click()
    expect(page.get_by_role("status")).to_contain_text("1 person was changed.")


def test_all_who_are_found_are_suspended_and_let_in_again(server, as_role):
    """What was searched for is what is changed, and the list stays as it was."""
    page = as_role("Administrator")
    page.goto(server.dashboard + "/users?search=jansen&status=active")
    names = [name.strip() for name in page.locator("tbody th a").all_inner_texts()]
    assert len(names) > 1
    choose(page, *names)
    go_on(page, "Suspend")
    for name in names:
        expect(row(page, name)).to_contain_text("Messages")
    page.get_by_role("button", name=f"Suspend {len(names)} people").click()
    expect(page.get_by_text("Nobody fits")).to_be_visible()
    page.goto(server.dashboard + "/users?search=jansen&status=suspended")
    choose(page, *names)
    go_on(page, "Let in again")
    page.get_by_role("button", name=f"Let {len(names)} people in again").click()
    page.goto(server.dashboard + "/users?search=jansen&status=active")
    assert [name.strip() for name in page.locator("tbody th a").all_inner_texts()] == names


def test_nothing_chosen_and_a_removal_that_is_not_confirmed_change_nothing(server, as_role):
    page = as_role("Administrator")
    page.goto(server.dashboard + "/users")
    go_on(page, "Remove")
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one person.")
    choose(page, "Dag Jansen")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what to do")
    choose(page, "Dag Jansen")
    go_on(page, "Remove")
    expect(heading(page)).to_have_text("Remove 1 person")
    page.get_by_role("button", name="Remove 1 person").click()
    expect(page.get_by_text("Type the name as it stands above: Northwind.").first).to_be_visible()
    # Loaded again, the answer is the list.
    page.goto(server.dashboard + "/users/selection")
    expect(row(page, "Dag Jansen")).to_be_visible()
