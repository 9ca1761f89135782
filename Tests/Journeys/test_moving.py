"""A move as its people see it, and as whoever runs it does: old sign-ins beside the ID, six kinds of first sign-ins, a pause by itself, the end."""
import json
import pathlib
import re
import sqlite3
import time

import pytest
from playwright.sync_api import expect

from browsing import heading
from serving import Server, example_logins, totp
from test_operating import operating
from test_text_messages import sent_code

OLD = "dashboard"
DAY = 86_400_000


@pytest.fixture(scope="module")
def moving(tmp_path_factory):
    """A server of its own, whose products sign their people in by their old logins, and whose people read English."""
    folder = tmp_path_factory.mktemp("moving")
    server = Server(str(folder))
    for product in ("DASHBOARD", "MAIL"):
        server.environment[f"LANYARD_{product}_CLASSIC_SIGN_IN"] = "true"
    server.start()
    with database(server) as data:
        data.execute("UPDATE people SET locale = 'en'")
    for product in ("dashboard", "mail"):
        server.command("rollout", "add", f"of {product}", "--product", product, "--percent", "0")
        server.command("rollout", "start", f"of {product}")
    as_ever(server)
    yield server
    server.stop()


def database(server):
    return sqlite3.connect(next(pathlib.Path(server.data).rglob("id.db")), timeout=30)


def people(product, factor):
    """Those of the example whose address no other login has."""
    rows = example_logins()
    return [
        row for row in rows
        if row["product"] == product and row["two_factor"] == factor and row["outcome"] == "signs in"
        and sum(other["email"].lower() == row["email"].lower() for other in rows) == 1]


def kinds():
    """Six kinds of people: each product's with a password alone and with an app, one with a telephone, and apps of other digits and periods."""
    apps = people("mail", "totp")
    long = next(row for row in apps if '"digits": 8' in row["totp_secret"])
    slow = next(row for row in apps if '"period": 60' in row["totp_secret"] and row != long)
    return [people(OLD, "none")[1], people(OLD, "totp")[0], people(OLD, "sms")[0], people("mail", "none")[0], long, slow]


def code_of(row):
    """As their own generator shows it: a secret alone, or one with its digits, period and algorithm."""
    if not row["totp_secret"].startswith("{"):
        return totp(row["totp_secret"])
    app = json.loads(row["totp_secret"])
    return totp(app["secret"], period=app["period"], digits=app["digits"], algorithm=app["algorithm"].lower())


def home(server, product):
    return server.dashboard if product == "dashboard" else server.mail


def old_door(page, server, product, row):
    """Signs in as ever, at the product's own form. The product copies old logins every few seconds: until then it knows nobody."""
    deadline = time.time() + 60
    while True:
        page.goto(home(server, product) + "/")
        page.locator("input[name=login]").fill(row["email"])
        page.locator("main form button.primary").click()
        page.locator("input[name=password]").fill(row["password"])
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        if not page.url.endswith("/sign-in/password"):
            return
        assert time.time() < deadline, page.locator("main").inner_text()


def through_the_id(page, server, product, row):
    """Types what was always typed; the product leads to the ID."""
    page.goto(home(server, product) + "/")
    page.locator("input[name=login]").fill(row["email"])
    page.locator("main form button.primary").click()
    expect(page).to_have_url(re.compile(re.escape(server.id)))
    expect(page.locator("input[name=address]")).to_have_value(row["email"])
    page.locator("main form button.primary").click()
    page.locator("input[name=password]").fill(row["password"])
    page.keyboard.press("Enter")
    if row["two_factor"] == "totp":
        page.locator("input[name=code]").fill(code_of(row))
        page.keyboard.press("Enter")
    if row["two_factor"] == "sms":
        expect(page.locator("input[name=code]")).to_be_visible()
        code = sent_code(page, server, row["phone"])
        page.locator("input[name=code]").fill(code)
        page.keyboard.press("Enter")


def test_the_old_door_and_the_id_stand_side_by_side_and_six_kinds_of_people_come_inside(moving, visitor, examined):
    server = moving
    first = people(OLD, "none")
    outside = visitor()
    old_door(outside, server, OLD, first[0])
    expect(outside).to_have_url(re.compile(re.escape(server.dashboard)))
    expect(outside.locator("details.person > summary")).to_be_visible()

    for product in ("dashboard", "mail"):
        server.command("rollout", "change", f"of {product}", "--percent", "100")
    for row in kinds():
        page = visitor()
        through_the_id(page, server, row["product"], row)
        expect(heading(page)).to_have_text("You sign in here now")
        said = {"none": "You had none", "totp": "same authenticator app as before", "sms": "same number as before"}[row["two_factor"]]
        expect(page.get_by_role("main")).to_contain_text(said)
        if row["two_factor"] == "sms":
            examined(page)
        page.get_by_role("button", name="Continue").click()
        expect(heading(page)).to_have_text("What you can do now")
        page.get_by_role("button", name="Go on").click()
        expect(page).to_have_url(re.compile(re.escape(home(server, row["product"]))))
        expect(page.locator("details.person > summary")).to_be_visible()
        page.context.close()

    # The session of the old door goes on until its person comes inside; then the old password opens nothing there.
    outside.reload()
    expect(outside.locator("details.person > summary")).to_be_visible()
    page = visitor()
    through_the_id(page, server, OLD, first[0])
    expect(heading(page)).to_have_text("You sign in here now")
    outside.reload()
    expect(outside.locator("input[name=login]")).to_be_visible()


def episodes(server, side, found):
    """Writes episodes of people who are made up: each a class of hashes, a result and a time."""
    with database(server) as data:
        taken = data.execute("SELECT COUNT(*) FROM rollout_episodes").fetchone()[0]
        for number, (hash, result, at) in enumerate(found, taken):
            data.execute(
                """
                INSERT INTO rollout_episodes (product, side, episode, person_id, browser, known, hash, factor, dormant, wrong, result,
                    started_at, last_at, signed_in_at)
                VALUES ('mail', ?, ?, ?, 'Firefox', 1, ?, 'none', 0, ?, ?, ?, ?, ?)
                """,
                (side, f"made up {number}", f"per_{number:026}", hash, 0 if result == "succeeded" else 3, result, at, at, at - DAY))


def results(count, hash, start):
    """As on any day: one in twenty fails."""
    return [(hash, "succeeded" if number % 20 else "wrong-password", start + number) for number in range(count)]


def as_ever(server):
    """Two days ago, at the old door."""
    start = int(time.time() * 1000) - 2 * DAY
    episodes(server, "classic", results(500, "class a", start) + results(500, "class b", start))


def broken_class(server):
    """As a release that breaks one class makes them at the ID, while others of both classes sign in at the old door."""
    start = int(time.time() * 1000) - DAY
    episodes(server, "classic", results(600, "class a", start + 500) + results(600, "class b", start + 500))
    episodes(server, "id", results(400, "class b", start) + [("class a", "wrong-password", start + 1000 + number) for number in range(60)])


def test_whoever_runs_the_move_sees_it_pause_by_itself_and_brings_it_to_its_end(moving, visitor, examined, tmp_path):
    server = moving
    page = operating(server, visitor, "vera@operators.example", "operator")
    server.command("rollout", "change", "of mail", "--percent", "40")
    page.goto(server.id + "/operate/moves/mail")
    page.get_by_role("link", name="of mail", exact=True).click()
    page.get_by_label("Share in a hundred").fill("100")
    page.get_by_role("button", name="Try this share").click()
    expect(page.get_by_role("heading", name="What it would bring with 100 % of people")).to_be_visible()
    page.get_by_role("button", name="Give the phase this share").click()

    broken_class(server)
    deadline = time.time() + 60
    while True:
        page.goto(server.id + "/operate/moves/mail")
        if page.get_by_role("heading", name=re.compile("^Paused: ")).count():
            break
        assert time.time() < deadline
    examined(page)
    expect(page.get_by_role("heading", name=re.compile("^Paused: class a")).first).to_be_visible()
    assert page.get_by_role("heading", name=re.compile("^Paused: class b")).count() == 0
    refused = server.command("rollout", "finish", "mail", "--backup", str(tmp_path), check=False)
    assert refused.returncode != 0

    while page.get_by_role("button", name=re.compile("^Lead them to the ID again")).count():
        page.get_by_role("button", name=re.compile("^Lead them to the ID again")).first.click()
        expect(page.get_by_role("main")).to_contain_text("Released")
    page.get_by_role("link", name="of mail", exact=True).click()
    if page.get_by_role("button", name="Go on with this phase").count():
        page.get_by_role("button", name="Go on with this phase").click()
        expect(page.get_by_role("main")).to_contain_text("goes on")
    backup = tmp_path / "backup"
    server.command("backup", str(backup))
    done = server.command("rollout", "finish", "mail", "--backup", str(backup))
    assert "The move of mail is over" in done.stdout
    page.goto(server.id + "/operate/moves/mail")
    expect(page.get_by_role("main")).to_contain_text("Finished")
    examined(page)
    late = visitor()
    through_the_id(late, server, "mail", people("mail", "none")[2])
    expect(late.locator("input[name=login]")).to_have_count(0)
    expect(late).not_to_have_url(re.compile(re.escape(server.mail) + "/sign-in"))
