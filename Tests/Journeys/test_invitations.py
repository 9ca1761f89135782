"""From the Users page to the invited person's first page."""
import re

from playwright.sync_api import expect

from browsing import PASSWORD, Person, example, heading, mailed_link, password_step, read_mail, sign_in

INVITATION = "Your invitation to Northwind in the Customer Dashboard"


def invite(page, server, email, role, *projects):
    page.goto(server.dashboard + "/users")
    page.get_by_role("link", name="Invite people").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("radio", name=re.compile("^" + role)).check()
    for project in projects:
        page.get_by_role("checkbox", name=project).check()
    page.get_by_role("button", name="Send the invitation").click()
    page.wait_for_url(server.dashboard + "/users/invitations")
    expect(page.get_by_role("row").filter(has_text=email)).to_contain_text(role)


def test_a_new_person_sets_a_password_and_lands_on_their_first_page(server, visitor, as_role):
    """Invited as a Support Member of one project, she sees that project's messages and nothing else, and can sign in again later."""
    email, password = "nora.lind@newcomer.example", "seven quiet otters swimming"
    invite(as_role("IT Admin"), server, email, "Support Member", "Campaigns")
    page = visitor()
    read_mail(page, server, email, INVITATION)
    page.goto(mailed_link(page, "/invitations/"))
    expect(heading(page)).to_have_text("Join Northwind")
    page.get_by_label("Your name").fill("Nora Lind")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Accept and sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_value("Nora Lind")
    page.get_by_label("Choose a password").fill(password)
    page.get_by_role("button", name="Accept and sign in").click()
    page.wait_for_url(server.dashboard + "/messages")
    expect(page.locator(".switchers")).to_contain_text("Support Member")
    expect(page.locator("nav.side").get_by_role("link")).to_have_text(["Messages"])
    expect(page.locator(".switchers")).to_contain_text("Campaigns")

    later = visitor()
    sign_in(later, server.dashboard + "/", Person(email, password))
    later.wait_for_url(server.dashboard + "/messages")


def test_a_message_of_ones_own_is_in_the_mail_and_the_list_says_who_invited(server, visitor, as_role):
    email = "olle.berg@newcomer.example"
    page = as_role("IT Admin")
    page.goto(server.dashboard + "/users/invite")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("radio", name=re.compile("^Support Member")).check()
    page.get_by_role("checkbox", name="Campaigns").check()
    page.get_by_label("Message of your own").fill("Sign in at https://evil.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("alert")).to_contain_text("web address")
    page.get_by_label("Message of your own").fill("Welcome! We start on Monday.")
    page.get_by_role("button", name="Send the invitation").click()
    row = page.get_by_role("row").filter(has_text=email)
    for words in ("Support Member", "Campaigns", "IT Admin of Northwind"):
        expect(row).to_contain_text(words)
    mail = visitor()
    read_mail(mail, server, email, INVITATION)
    expect(mail.locator("main")).to_contain_text("Message to you: “Welcome! We start on Monday.”")


def test_nothing_is_asked_about_a_password_whose_form_was_sent(server, visitor, as_role):
    """Its answer begins a session, which the form's token does not belong to: a question after it would be refused."""
    email = "quick.hand@newcomer.example"
    invite(as_role("IT Admin"), server, email, "Support Member", "Campaigns")
    page = visitor()
    read_mail(page, server, email, INVITATION)
    page.goto(mailed_link(page, "/invitations/"))
    asked = []
    page.route("**/password-strength", lambda route: (asked.append(route), route.continue_()))
    page.clock.install()
    page.evaluate("document.forms[0].addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_label("Your name").fill("Quick Hand")
    password = page.get_by_label("Choose a password")
    password.fill("seven quiet otters swimming")
    page.get_by_role("button", name="Accept and sign in").click()
    page.clock.run_for(1000)
    password.fill("password")
    page.clock.run_for(1000)
    expect(page.locator(".strength")).to_have_text(re.compile("15 characters"))
    assert len(asked) == 1


def test_somebody_who_has_the_id_signs_in_and_accepts(server, visitor, as_role):
    """The invitation asks him to sign in with his existing sign-in, shows what he accepts, and cannot be used again."""
    person = example("xin.jansen.22@quarry.example")
    invite(as_role("IT Admin"), server, person.email, "Associate", "Alerts")
    page = visitor()
    read_mail(page, server, person.email, INVITATION)
    link = mailed_link(page, "/invitations/")
    page.goto(link)
    page.get_by_role("link", name="Sign in to accept").click()
    expect(page.get_by_label("E-mail address")).to_have_value(person.email)
    page.get_by_role("button", name="Continue").click()
    password_step(page, person.password)
    expect(page.get_by_text("as Associate")).to_be_visible()
    page.get_by_role("button", name=re.compile("Accept|Join")).click()
    page.wait_for_url(server.dashboard + "/overview")
    # He has two accounts. The one he was invited to is open, and the other is one click away.
    switcher = page.locator("details.switcher > summary").first
    expect(switcher).to_contain_text("Northwind")
    expect(switcher).to_contain_text("Associate")
    switcher.click()
    page.get_by_role("button", name="Quarry").click()
    expect(switcher).to_contain_text("IT Admin")
    page.goto(link)
    expect(page.get_by_role("button", name=re.compile("Accept"))).to_have_count(0)


def test_a_withdrawn_invitation_opens_nothing(server, visitor, as_role):
    """Its link shows a page that says so."""
    email = "withdrawn@newcomer.example"
    page = as_role("IT Admin")
    invite(page, server, email, "Member")
    reader = visitor()
    read_mail(reader, server, email, INVITATION)
    link = mailed_link(reader, "/invitations/")
    page.get_by_role("row").filter(has_text=email).get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status")).to_contain_text("withdrawn")
    reader.goto(link)
    expect(reader.get_by_label("Choose a password")).to_have_count(0)
    expect(reader.get_by_role("link", name="Go to the start")).to_be_visible()


def test_fifty_people_are_invited_from_a_table_and_what_is_wrong_is_mended(server, as_role, examined):
    """An IT Admin's first day: each line has its verdict before anything is sent, and what was typed is not lost."""
    page = as_role("IT Admin")
    page.goto(server.dashboard + "/users/invite")
    page.get_by_role("link", name="Invite many at once").click()
    people = ["Name,Email,Role,Projects"]
    people += [f'"Guest, {number}",guest{number}@first-day.example,Associate,"Checkout, Alerts"' for number in range(46)]
    people += ["Boss,boss@first-day.example,Administrator,", "King,king@first-day.example,King,", "Nobody,no address,Member,",
               "Mo,mo@first-day.example,Member,"]
    table = {"name": "people.csv", "mimeType": "text/csv", "buffer": "\r\n".join(people).encode("utf-8-sig")}
    page.get_by_label("Or a file").set_input_files(table)
    examined(page)
    page.get_by_role("button", name="See what is sent").click()
    expect(page.get_by_text("47 of 50 can be sent. Nothing is sent yet.")).to_be_visible()
    row = lambda text: page.get_by_role("row").filter(has_text=text)
    expect(row("guest7@")).to_contain_text("Checkout and Alerts")
    expect(row("boss@")).to_contain_text("Only an Administrator")
    expect(row("king@")).to_contain_text("There is no role called “King”")
    expect(row("no address")).to_contain_text("There is no e-mail address here.")
    expect(row("mo@")).to_contain_text("They see no project until one is given to them.")
    examined(page)
    page.get_by_role("button", name="Change the list").click()
    expect(page.get_by_label("People", exact=True)).to_have_value("\n".join(people))
    page.get_by_role("button", name="See what is sent").click()
    page.get_by_role("button", name="Send 47 invitations").click()
    expect(page.get_by_text("47 invitations are on the way.")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(4)
    page.get_by_role("button", name="Mend what is left").click()
    page.get_by_label("People", exact=True).fill("king@first-day.example")
    page.get_by_role("radio", name=re.compile("^Support Member")).check()
    page.get_by_role("checkbox", name="Campaigns").check()
    page.get_by_role("button", name="See what is sent").click()
    page.get_by_role("button", name="Send 1 invitation").click()
    page.wait_for_url(server.dashboard + "/users/invitations")
    expect(page.get_by_role("status")).to_contain_text("1 invitation is on the way.")
    reader = page.context.browser.new_page()
    read_mail(reader, server, "guest45@first-day.example", INVITATION)
    reader.close()
