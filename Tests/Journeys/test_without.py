"""Without scripts, and without a mouse."""
from playwright.sync_api import expect

from browsing import PASSWORD, example, heading, mailed_link, read_mail, sign_in


def test_the_main_forms_work_without_scripts(server, visitor):
    """Signing in, switching the project, searching, making a project and a key, choosing the theme, signing out."""
    person = example("xin.castro.439@harbour.example")
    page = visitor(java_script_enabled=False)
    sign_in(page, server.dashboard + "/projects", person)
    page.get_by_role("link", name="New project").first.click()
    page.get_by_label("Name").fill("Without scripts")
    page.get_by_role("button", name="Create the project").click()
    expect(page.get_by_role("status")).to_contain_text("Without scripts")
    page.goto(server.dashboard + "/access-keys/new")
    page.get_by_label("Name").fill("A plain program")
    page.get_by_label("Project").select_option(label="Without scripts")
    page.get_by_role("button", name="Make the key").click()
    expect(heading(page)).to_have_text("The key is made")
    page.locator("details.switcher > summary").click()
    page.get_by_role("button", name="Without scripts").click()
    expect(page.locator("details.switcher > summary")).to_contain_text("Without scripts")
    page.goto(server.dashboard + "/users/invite")
    page.get_by_label("E-mail address").fill("without@scripts.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a role.")
    expect(page.get_by_label("E-mail address")).to_have_value("without@scripts.example")
    page.locator("details.person > summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("details.person > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto(server.dashboard + "/overview")
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_a_forgotten_password_is_set_anew_without_scripts(server, visitor):
    """Opening the mailed link does not use it up. The new password signs in, the old one does not."""
    person = example("priya.kaya.13@fjordline2.example")
    page = visitor(java_script_enabled=False)
    page.goto(server.id + "/forgot-password")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_role("button", name="Send the link").click()
    expect(heading(page)).to_have_text("Check your mail")
    read_mail(page, server, person.email, "Set your password")
    link = mailed_link(page, "/set-password")
    page.goto(link)
    page.goto(link)
    page.get_by_label("New password").fill("seven quiet otters swimming")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is set")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("seven quiet otters swimming")
    page.get_by_role("button", name="Sign in").click()
    expect(heading(page)).to_contain_text("Hello")


def test_signing_in_takes_no_mouse(server, visitor):
    """Fields get focus, Enter sends, one mistake leads back to its field, the skip link goes to the content, Escape closes a menu."""
    page = visitor()
    page.goto(server.dashboard + "/messages")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type("hana.rossi.188@northwind.example\n")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type("not this one\n")
    expect(page.get_by_role("alert")).to_contain_text("does not belong to this address")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type("hunter2s7-188\n")
    page.wait_for_url(server.dashboard + "/messages")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(server.dashboard + "/messages#content")
    menu = page.locator("details.person > summary")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(menu).to_be_focused()
