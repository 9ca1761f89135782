"""What a person does about their own security, in the ID application."""
import json
import re
import subprocess
import time
import urllib.parse

from playwright.sync_api import expect

from browsing import PASSWORD, address_step, example, heading, mailed_link, password_step, read_mail
from serving import totp


def seen(page, picture, theme):
    """The text that a QR code reader finds in the picture of the key."""
    page.emulate_media(color_scheme=theme)
    file = picture / f"key-{theme}.png"
    page.get_by_role("img", name=re.compile("The key as a picture")).screenshot(path=file)
    return subprocess.run(["zbarimg", "--quiet", "--raw", str(file)], capture_output=True, text=True, check=True).stdout.strip()


def test_an_authenticator_app_is_added_by_its_picture_and_removed_again_without_scripts(server, visitor, tmp_path):
    """The picture contains the key that is shown beside it, in both themes. A mail reports each change."""
    email = "cam.era@pictures.example"
    server.command("person", "add", email, "--name", "Cam Era")
    page = visitor(java_script_enabled=False)
    read_mail(page, server, email, "Welcome: set your password")
    page.goto(mailed_link(page, "/set-password"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.goto(server.id + "/")
    address_step(page, email)
    password_step(page, PASSWORD)
    expect(page.get_by_text("Password only")).to_be_visible()

    page.get_by_role("link", name="Change how you sign in").click()
    page.get_by_role("link", name="Add an authenticator app").click()
    key = page.locator("code[data-copy]").inner_text().replace(" ", "")
    for theme in ("light", "dark"):
        address = urllib.parse.urlsplit(seen(page, tmp_path, theme))
        assert (address.scheme, address.netloc) == ("otpauth", "totp")
        assert urllib.parse.unquote(address.path) == f"/Lanyard ID:{email}"
        assert urllib.parse.parse_qs(address.query)["secret"] == [key]
    now = int(time.time() // 30)
    page.get_by_label("Code", exact=True).fill(totp(key, now * 30))
    page.get_by_role("button", name="Add the app").click()
    expect(heading(page)).to_have_text("Recovery codes")
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("button", name="I have saved them").click()
    expect(page.get_by_text("10 codes left")).to_be_visible()

    # Without the telephone, a code from the list gets in.
    page.context.clear_cookies()
    for attempt in range(2):
        page.goto(server.id + "/")
        address_step(page, email)
        password_step(page, PASSWORD)
        page.get_by_role("link", name="I cannot use this").click()
        page.get_by_role("link", name="Use a recovery code").click()
        page.get_by_label("Recovery code").fill(codes[attempt])
        page.get_by_role("button", name="Sign in").click()
        if attempt == 0:
            expect(page.get_by_text("9 codes left")).to_be_visible()
            page.context.clear_cookies()
    expect(page.get_by_text("8 codes left")).to_be_visible()

    page.get_by_role("link", name=re.compile("^Remove")).click()
    expect(heading(page)).to_have_text("Remove your authenticator app")
    page.get_by_label("Your password").fill(PASSWORD)
    near = {totp(key, (now + step) * 30) for step in range(-2, 12)}
    wrong = next(code for code in map("{:06}".format, range(20)) if code not in near)
    page.get_by_label("Code from your authenticator app").fill(wrong)
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    page.get_by_label("Your password").fill(PASSWORD)
    # The server accepts a clock that is one step ahead. The code of the current step was used already.
    step = max(now + 1, int(time.time() // 30))
    page.get_by_label("Code from your authenticator app").fill(totp(key, step * 30))
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_text("Password only")).to_be_visible()
    for title in ("An authenticator app was added", "A recovery code was used", "An authenticator app was removed"):
        read_mail(page, server, email, title)
        expect(page.locator("main")).to_contain_text("If that was not you")


def test_somebody_without_their_second_factor_asks_to_be_let_in_and_the_operator_decides(server, visitor):
    lin = example("lin.quist.124@harbour.example")
    page = visitor()

    def at_the_factor():
        page.context.clear_cookies()
        page.goto(server.id + "/profile")
        address_step(page, lin.email)
        password_step(page, lin.password)
        page.get_by_role("link", name="I cannot use this").click()
        page.get_by_role("link", name="Ask to be let in").click()

    at_the_factor()
    page.get_by_role("button", name="Ask to be let in").click()
    expect(heading(page)).to_have_text("Your request waits")
    read_mail(page, server, lin.email, "Somebody asks to get into your ID without your second factor")
    [request] = json.loads(server.command("recovery", "list", "--json").stdout)
    assert (request["addresses"], request["state"]) == ([lin.email], "waiting")
    assert "approved" in server.command("recovery", "approve", request["id"]).stdout
    assert server.command("recovery", "approve", request["id"], check=False).returncode == 1
    at_the_factor()
    expect(page.get_by_text("It was agreed to.")).to_be_visible()

    read_mail(page, server, lin.email, "Somebody asks to get into your ID without your second factor")
    page.goto(mailed_link(page, "/recovery/stop"))
    page.get_by_role("button", name="Stop it").click()
    expect(heading(page)).to_have_text("It is stopped")
    assert json.loads(server.command("recovery", "list", "--json").stdout) == []
    at_the_factor()
    page.get_by_role("button", name="Ask to be let in").click()
    expect(heading(page)).to_have_text("Not yet")


def test_an_account_that_asks_for_two_factors_opens_after_a_second_one_is_added(server, visitor):
    email = "sol.strict@strict.example"
    server.command("person", "add", email, "--name", "Sol Strict")
    account = json.loads(server.command("account", "add", "Strict", "--administrator", email, "--json").stdout)["id"]
    page = visitor()
    read_mail(page, server, email, "Welcome: set your password")
    page.goto(mailed_link(page, "/set-password"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.goto(server.dashboard + "/overview")
    address_step(page, email)
    password_step(page, PASSWORD)
    expect(heading(page)).to_have_text("Overview")

    server.command("account", "change", account, "--two-factors", "required")
    page.goto(server.dashboard + "/users")
    expect(heading(page)).to_have_text("This account asks for two factors")
    page.get_by_role("link", name="Go to your ID").click()
    page.get_by_role("link", name="Change how you sign in").click()
    page.get_by_role("link", name="Add an authenticator app").click()
    key = page.locator("code[data-copy]").inner_text().replace(" ", "")
    step = int(time.time() // 30)
    page.get_by_label("Code", exact=True).fill(totp(key, step * 30))
    page.get_by_role("button", name="Add the app").click()
    expect(heading(page)).to_have_text("Recovery codes")

    page.goto(server.dashboard + "/users")
    address_step(page, email)
    password_step(page, PASSWORD)
    page.get_by_label("Code", exact=True).fill(totp(key, (step + 1) * 30))
    page.get_by_role("button", name="Sign in").click()
    expect(heading(page)).to_have_text("Users")
