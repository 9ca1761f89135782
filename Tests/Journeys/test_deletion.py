"""The end of an ID: its person deletes it, comes back in time, and takes their data along."""
import json

import pytest
from playwright.sync_api import expect

from browsing import address_step, new_person, password_step

@pytest.fixture(scope="module")
def person(server):
    return new_person(server, "leaving@northwind.example", "Lea Ving")


def signed_in(page, server, person):
    page.goto(server.id + "/")
    address_step(page, person.email)
    password_step(page, person.password)


def test_an_id_is_deleted_and_its_person_comes_back_within_the_grace(server, visitor, person, examined):
    page = visitor()
    signed_in(page, server, person)
    page.get_by_role("link", name="Your data").click()
    examined(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download your data").click()
    data = json.loads(open(download.value.path(), encoding="utf-8").read())
    assert data["email_addresses"][0]["written"] == person.email
    page.get_by_role("link", name="Delete your ID").click()
    examined(page)
    page.get_by_role("button", name="Delete my ID").click()
    expect(page.locator("main, body").first).to_contain_text("Your ID is to be deleted on")
    examined(page)
    signed_in(page, server, person)
    expect(page).to_have_url(server.id + "/leaving?return_to=%2F")
    examined(page)
    page.goto(server.id + "/security")
    expect(page.get_by_role("button", name="Keep my ID")).to_be_visible()
    page.get_by_role("button", name="Keep my ID").click()
    expect(page).to_have_url(server.id + "/security")
    expect(page.get_by_text("Welcome back. Your ID stays.")).to_be_visible()
