"""What the operator does on the command line takes effect at the next request."""
import json

from playwright.sync_api import expect

from browsing import heading, mailed_link, password_step, read_mail


def test_the_first_person_of_a_new_account_signs_in_by_the_mailed_link(server, visitor):
    """She is added while the server runs, sets a password with the mailed link, and is Administrator of an empty account."""
    email = "first@fresh.example"
    server.command("person", "add", email, "--name", "Ida First")
    server.command("account", "add", "Fresh", "--administrator", email)
    page = visitor()
    read_mail(page, server, email, "Welcome: set your password")
    page.goto(mailed_link(page, "/set-password"))
    page.get_by_label("New password").fill("eleven slow trains at dawn")
    page.get_by_role("button", name="Set the password").click()
    page.goto(server.dashboard + "/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Continue").click()
    password_step(page, "eleven slow trains at dawn")
    page.wait_for_url(server.dashboard + "/overview")
    expect(page.locator(".switchers")).to_contain_text("Fresh")
    expect(page.locator(".switchers")).to_contain_text("Administrator")
    expect(page.get_by_role("heading", name="First steps")).to_be_visible()
    page.goto(server.dashboard + "/projects")
    expect(page.get_by_role("heading", name="No project yet")).to_be_visible()


def test_somebody_who_is_suspended_is_out_at_the_next_request(server, visitor):
    """Their open page stops working, and the sign-in gives the reason only after the right password."""
    email = "kofi.dahl.77@suspended.example"
    server.command("person", "add", email, "--name", "Kofi Dahl")
    server.command("member", "add", "acc_10000", email, "--product", "dashboard", "--role", "member")
    page = visitor()
    read_mail(page, server, email, "Welcome: set your password")
    page.goto(mailed_link(page, "/set-password"))
    page.get_by_label("New password").fill("eleven slow trains at dawn")
    page.get_by_role("button", name="Set the password").click()
    page.goto(server.dashboard + "/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Continue").click()
    password_step(page, "eleven slow trains at dawn")
    page.wait_for_url(server.dashboard + "/overview")
    server.command("person", "suspend", email)
    assert json.loads(server.command("person", "show", email, "--json").stdout)["status"] == "suspended"
    page.goto(server.dashboard + "/overview")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Continue").click()
    password_step(page, "eleven slow trains at dawn")
    expect(heading(page)).to_have_text("Your sign-in is suspended")


def test_roles_groups_and_questions_on_the_command_line_count_at_the_next_request(server, as_role):
    place = ("acc_10000", "--product", "dashboard")
    email = "associate@northwind.example"
    made = json.loads(server.command("role", "add", place[0], "Bookkeeper", *place[1:], "--area", "billing=view", "--projects", "all", "--json").stdout)
    assert made["id"].startswith("role_") and made["areas"] == {"billing": "view"}
    group = json.loads(server.command("group", "add", place[0], "Accounts desk", *place[1:], "--json").stdout)
    server.command("group", "change", *place, "Accounts desk", "--give", "Bookkeeper", "--add", email)
    page = as_role("Associate")
    page.goto(server.dashboard + "/billing")
    expect(heading(page)).to_have_text("Billing")
    who = json.loads(server.command("access", "who", "billing", "--account", *place, "--json").stdout)
    assert {line["email"]: line["role"] for line in who}[email] == made["id"]
    why = server.command("access", "explain", email, "billing", "--account", *place).stdout
    assert why.startswith("Yes: The role Bookkeeper opens Billing. It comes from the group Accounts desk.")
    assert server.command("access", "explain", email, "users", "--account", *place).stdout.startswith("No: ")
    what = json.loads(server.command("access", "what", email, "--account", *place, "--json").stdout)
    assert "billing" in [line["resource"] for line in what]
    server.command("role", "change", *place, "Bookkeeper", "--area", "messages=view")
    page.reload()
    expect(heading(page)).to_have_text("Billing is not open to you")
    assert "still in use" in server.command("role", "remove", *place, "Bookkeeper", check=False).stderr
    server.command("group", "remove", *place, group["id"])
    server.command("role", "remove", *place, "Bookkeeper")
