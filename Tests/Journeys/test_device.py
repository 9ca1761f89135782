"""A device without a browser is let in: its code is typed, or compared where a link brought it, and the person sees what asks."""
import json

import requests
from playwright.sync_api import expect

from browsing import address_step, heading, new_person, password_step
from test_swedish import complaints


def waiting(server):
    made = json.loads(
        server.command("client", "add", "Kitchen radio", "--public", "--grant", "device_code", "--scope", "openid", "--json").stdout)
    answer = requests.post(server.id + "/oauth/device_authorization", data={"client_id": made["client_id"]}, timeout=20).json()
    return made["client_id"], answer


def tokens(server, client, answer):
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    return requests.post(
        server.id + "/oauth/token",
        data={"client_id": client, "grant_type": grant, "device_code": answer["device_code"]}, timeout=20).json()


def test_a_device_is_let_in_by_its_code(server, visitor, examined):
    person = new_person(server, "radio@devices.example", "Rae Dio")
    client, answer = waiting(server)
    page = visitor()
    page.goto(answer["verification_uri"])
    examined(page)
    page.get_by_label("Code", exact=True).fill("BCDF-GHJK")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_contain_text("No device waits with that code")
    examined(page)
    page.get_by_label("Code", exact=True).fill(answer["user_code"].replace("-", " ").lower())
    page.get_by_role("button", name="Continue").click()
    address_step(page, person.email)
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Let Kitchen radio in?")
    examined(page)
    page.get_by_role("button", name="Allow Kitchen radio").click()
    expect(heading(page)).to_have_text("Your device is connected")
    examined(page)
    assert "access_token" in tokens(server, client, answer)


def test_a_code_that_a_link_brought_is_compared_first_and_may_be_refused(server, visitor, examined):
    person = new_person(server, "linked@devices.example", "Lin Ked")
    client, answer = waiting(server)
    page = visitor(locale="sv-SE")
    page.goto(answer["verification_uri_complete"])
    expect(heading(page)).to_have_text("Visar din enhet den här koden?")
    found = complaints(page)
    examined(page)
    page.locator("main form button.primary").click()
    page.locator("input[name=address]").fill(person.email)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill(person.password)
    page.keyboard.press("Enter")
    expect(page.locator("button[value=deny]")).to_be_visible()
    found += complaints(page)
    page.locator("button[value=deny]").click()
    expect(heading(page)).to_have_text("Inget tilläts")
    found += complaints(page)
    assert found == []
    assert tokens(server, client, answer)["error"] == "access_denied"
