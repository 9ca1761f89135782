"""Every page and how to reach it. The tests of every page and the pictures both use this list."""
import dataclasses
import json
import re

from browsing import ADMINISTRATOR, MEMBER, address_step, example, mailed_link, password_step, read_mail, sign_in
from serving import ROOT

TABLE = json.loads((ROOT / "Tests/Specification/roles.json").read_text(encoding="utf-8"))["dashboard"]
AREAS = TABLE["areas"]
DASHBOARD = {row["name"]: [area for area in AREAS if row[area] != "none"] for row in TABLE["roles"]}
TITLES = {"access-keys": "Access keys"}


def title(area):
    return TITLES.get(area, area.capitalize())


@dataclasses.dataclass
class Place:
    name: str
    path: str


def link(page, selector):
    return page.locator(selector).first.get_attribute("href")


def dashboard_pages(page, server, role):
    """The paths of the dashboard's pages that this role may view. `page` must be signed in."""
    places = [Place(area, "/" + area) for area in DASHBOARD[role]]
    if "messages" in DASHBOARD[role]:
        page.goto(server.dashboard + "/messages?status=not-delivered")
        places += [Place("message", link(page, "tbody a")), Place("messages-none", "/messages?words=nothing+like+it"),
                   Place("messages-box", "/messages?q=405+Sweden+code"), Place("messages-found", "/messages?q=number:5194"),
                   Place("messages-wrong", "/messages?from=yesterday"), Place("drops", "/messages/drops"), Place("views", "/messages/views"),
                   Place("view-new", "/messages/views/new?q=405&status=Failed")]
        page.goto(server.dashboard + "/messages/views/new?q=405&status=Failed")
        page.fill("#field-name", "Dead numbers")
        page.get_by_role("button", name="Save the view").click()
        page.goto(server.dashboard + "/messages/views")
        places += [Place("view-settings", link(page, "tbody a[href$=settings]"))]
    if "projects" in DASHBOARD[role]:
        page.goto(server.dashboard + "/projects")
        project = link(page, "tbody a")
        places += [Place("project", project), Place("project-settings", project + "/settings"), Place("project-new", "/projects/new"),
                   Place("access-key-new", "/access-keys/new")]
        if role == "Administrator":
            places += [Place("projects-archived", "/projects/archived")]
    if "access-keys" in DASHBOARD[role]:
        page.goto(server.dashboard + "/access-keys/new")
        page.fill("#field-name", "Order service")
        page.fill("#field-networks", "127.0.0.1")
        page.get_by_role("button", name="Make the key").click()
        key = page.locator("code[data-copy]").first.inner_text()
        secret = page.locator("code[data-copy]").nth(1).inner_text()
        page.request.post(server.id + "/oauth/token", form={"grant_type": "client_credentials", "client_id": key, "client_secret": secret})
        places += [Place("access-key", "/access-keys/" + key), Place("access-key-revoke", f"/access-keys/{key}/revoke")]
    if "users" in DASHBOARD[role]:
        page.goto(server.dashboard + "/users")
        person = link(page, "tbody tr:has-text('Dag Jansen') a")
        places += [Place("person", person), Place("person-remove", person + "/remove"), Place("invite", "/users/invite"),
                   Place("invite-many", "/users/invite/many"),
                   Place("invitations", "/users/invitations"), Place("invitations-ended", "/users/invitations?state=ended"), Place("person-role-new", person + "/roles"), Place("person-history", person + "/history"),
                   Place("requests", "/users/requests"), Place("groups", "/users/groups"), Place("group-new", "/users/groups/new"), Place("roles", "/users/roles"),
                   Place("directory", "/users/directory"), Place("directory-token-new", "/users/directory/new"),
                   Place("review", "/users/review"), Place("activity", "/users/activity"), Place("activity-none", "/users/activity?since=2000-01-01&until=2000-01-02")]
        if role == "Administrator":
            places += [Place("role-new", "/users/roles/new")]
    places += [Place("ask", "/ask"), Place("asked", "/ask?q=What+can+I+open%3F"), Place("ask-unclear", "/ask?q=Why")]
    if role == "Administrator":
        page.goto(server.dashboard + "/billing/accounts/new")
        for field, value in {"name": "Northwind AB", "address": "Storgatan 1", "currency": "EUR"}.items():
            page.fill("#field-" + field, value)
        page.get_by_role("button", name="Begin to invoice").click()
        page.goto(server.dashboard + "/billing/marks/new")
        page.fill("#field-amount", "100")
        page.get_by_role("button", name="Set the mark").click()
        places += [Place("billing-period", "/billing?from=2024-05-01&to=2024-05-31"),
                   Place("balance-mark-people", link(page, "a[href*='/billing/marks/'][href$='/people']"))]
        places += [Place("billing-account", link(page, ".views a[href*='/billing/accounts/']")), Place("billing-account-new", "/billing/accounts/new"), Place("invoices", "/billing/invoices"),
                   Place("balance-mark-new", "/billing/marks/new"), Place("retention", "/settings/messages"),
                   Place("retention-asked", "/settings/messages?days=90")]
        places += [Place("contacts", "/settings/contacts"), Place("two-factors", "/settings/two-factors"), Place("signing-in", "/settings/signing-in"),
                   Place("close", "/settings/close"), Place("move", "/settings/move")]
    if "settings" in DASHBOARD[role]:
        places += [Place("leave", "/settings/leave")]
    refused = [area for area in AREAS if area not in DASHBOARD[role]]
    places += [Place("refusal-" + area, "/" + area) for area in refused[:1]]
    return places + [Place("not-found", "/nowhere")]


MAIL = [Place("mail-domains", "/domains"), Place("mail-domain-add", "/domains/add"), Place("mail-users", "/users"),
        Place("mail-events", "/events"), Place("mail-events-found", "/events?q=5.1.1"), Place("mail-events-none", "/events?q=nobody@else.example"),
        Place("mail-suppressions", "/suppressions"), Place("mail-suppression-add", "/suppressions/add"),
        Place("mail-suppressions-import", "/suppressions/import"), Place("mail-keys", "/access-keys"), Place("mail-key-new", "/access-keys/new"),
        Place("mail-billing", "/billing"), Place("mail-invite", "/users/invite"), Place("mail-settings", "/settings"), Place("mail-contacts", "/settings/contacts")]


def mail_pages(page, server):
    """The pages of the mail panel for its Admin, with those of a domain and of an address. `page` must be signed in."""
    page.goto(server.mail + "/domains")
    domain = link(page, "tbody a")
    page.goto(server.mail + "/suppressions")
    return MAIL + [Place("mail-domain", domain), Place("mail-domain-remove", domain + "/remove"),
                   Place("mail-suppression-remove", link(page, "tbody a[href$=remove]"))]


HOME = [Place("id-home", "/"), Place("id-password", "/security/password"), Place("id-app", "/security/authenticator-app"),
        Place("id-security", "/security"), Place("id-sessions", "/sessions"), Place("id-accounts", "/accounts"),
        Place("id-applications", "/accounts/applications"), Place("id-join-other", "/join/other"), Place("id-joined", "/join/joined"), Place("id-profile", "/profile"), Place("id-activity", "/activity"), Place("id-addresses", "/profile/addresses"), Place("id-address-new", "/profile/addresses/new"), Place("id-passkeys", "/security/passkeys"),
        Place("id-recovery-codes", "/security/recovery-codes"),
        Place("id-telephone", "/security/telephone"), Place("id-trusted-browsers", "/security/trusted-browsers"),
        Place("id-sign-out", "/sign-out"), Place("id-mailbox", "/mailbox"), Place("id-not-found", "/nowhere")]
OPEN = [Place("sign-in", "/sign-in"), Place("register", "/register"), Place("register-dead", "/register/finish?token=none"),
        Place("not-me-dead", "/not-me?token=none"), Place("forgot-password", "/forgot-password"), Place("help", "/help?step=password"), Place("set-password-dead", "/set-password?token=none"),
        Place("invitation-dead", "/invitations/none"), Place("signed-out", "/sign-out"), Place("api", "/api")]


def home_pages(page, server):
    """The pages of the ID application for a signed-in person, with the removal of a second factor if there is one."""
    page.goto(server.id + "/")
    factors = page.get_by_role("link", name=re.compile("^Remove ")).all()
    return HOME + [Place("id-factor-remove", factor.get_attribute("href")) for factor in factors[:1]]


def scenes(server):
    """Pages in the middle of a process: for each, the steps that lead to it in a new browser."""

    zoe = example("zo.fischer.531@northwind.example")

    def to_dashboard(page):
        page.goto(server.dashboard + "/")

    def password(page):
        to_dashboard(page)
        address_step(page, MEMBER.email)

    def wrong_password(page):
        password(page)
        password_step(page, "not this one")

    def wrong_address(page):
        to_dashboard(page)
        page.get_by_label("E-mail address").fill("nobody")
        page.locator("form").first.evaluate("form => form.noValidate = true")
        page.get_by_role("button", name="Continue").click()

    def second_factor(page):
        to_dashboard(page)
        address_step(page, ADMINISTRATOR.email)
        password_step(page, ADMINISTRATOR.password)
        page.wait_for_url("**/sign-in/second-factor?flow=*")

    def text_message(page):
        person = example("dag.jansen.105@northwind.example")
        to_dashboard(page)
        address_step(page, person.email)
        password_step(page, person.password)
        page.wait_for_url("**/sign-in/second-factor?flow=*")

    def suspended(page):
        person = example("ada.xu.7@northwind.example")
        to_dashboard(page)
        address_step(page, person.email)
        password_step(page, person.password)

    def forgot(page):
        page.goto(server.id + "/forgot-password")
        page.get_by_label("E-mail address").fill(MEMBER.email)
        page.get_by_role("button", name="Send the link").click()

    def set_password(page):
        forgot(page)
        read_mail(page, server, MEMBER.email, "password")
        page.goto(mailed_link(page, "/set-password"))

    def joining(page):
        sign_in(page, server.dashboard + "/", zoe, join=True)

    def joining_proved(page):
        joining(page)
        # Zoe reads Swedish.
        page.get_by_label(re.compile("Lösenord för")).fill(example(zoe.email, "mail").password)
        page.get_by_role("button", name="Fortsätt").click()

    return {
        "sign-in-to-dashboard": to_dashboard, "sign-in-wrong-address": wrong_address, "password": password, "password-wrong": wrong_password,
        "second-factor": second_factor, "second-factor-sms": text_message, "suspended": suspended, "forgot-sent": forgot,
        "set-password": set_password, "join": joining, "join-proved": joining_proved,
    }
