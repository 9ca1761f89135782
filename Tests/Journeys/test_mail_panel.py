"""The second product."""
from playwright.sync_api import expect

from browsing import MAIL_ADMINISTRATOR, heading, sign_in


def test_a_domain_is_added_and_removed(server, visitor):
    """An invalid domain is reported beside the field. The removal names the consequence and requires the name to be typed."""
    page = visitor()
    sign_in(page, server.mail + "/", MAIL_ADMINISTRATOR)
    page.get_by_role("link", name="Add a domain").first.click()
    page.get_by_label("Domain").fill("not a domain")
    page.get_by_role("button", name="Add the domain").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a domain such as")
    page.get_by_label("Domain").fill("Post.Northwind.Example")
    page.get_by_role("button", name="Add the domain").click()
    expect(page.get_by_role("status")).to_contain_text("post.northwind.example was added")
    page.get_by_role("row").filter(has_text="post.northwind.example").get_by_role("link", name="Remove").click()
    expect(heading(page)).to_have_text("Remove post.northwind.example")
    page.get_by_label("Type post.northwind.example to confirm").fill("something else")
    page.get_by_role("button", name="Remove the domain").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Type post.northwind.example to confirm").fill("post.northwind.example")
    page.get_by_role("button", name="Remove the domain").click()
    expect(page.get_by_role("status")).to_contain_text("post.northwind.example was removed")
    expect(page.get_by_role("row").filter(has_text="post.northwind.example")).to_have_count(0)
