"""With keys alone, and always seen where one is."""
from playwright.sync_api import expect

from browsing import add_app, heading, new_person, sign_in, sign_out
from test_passkeys import plug_in

# What has the focus, and whether that is seen: an outline of its own, or that of the line it stands in.
FOCUS = """() => {
    const one = document.activeElement;
    const drawn = (element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const line = one.closest(".choice");
    const box = one.getBoundingClientRect();
    const isOnPage = box.width > 1 && box.height > 1 && box.top >= 0 && box.bottom <= innerHeight;
    return {
        what: one.outerHTML.slice(0, 160), isBody: one === document.body,
        isSeen: one.matches(":focus-visible") && isOnPage && (drawn(one) || line !== null && drawn(line)),
    };
}"""


def tab_to(page, wanted):
    """Presses Tab until the element has the focus, which is seen at each stop on the way."""
    expect(wanted).to_have_count(1)
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["isSeen"] or focus["isBody"], f"{page.url}: the focus is not seen at {focus['what']}"
        if wanted.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: no Tab leads to {wanted}")


def press(page, wanted, key="Enter"):
    tab_to(page, wanted)
    page.keyboard.press(key)


def test_signing_in_with_two_factors_and_keeping_a_security_key_takes_no_mouse(server, visitor, examined):
    """The address, the password, the code; then a key is added, renamed and removed, by Tab, Enter and Space."""
    page = visitor()
    plug_in(page, transport="usb", hasResidentKey=False, hasUserVerification=False, isUserVerified=False)
    person = new_person(server, "kim@keyboard.example", "Kim")
    sign_in(page, server.id + "/", person)
    person = add_app(page, server, person)
    page.goto(server.id + "/")
    sign_out(page)

    page.goto(server.id + "/")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type(person.email + "\n")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.keyboard.type(person.password)
    press(page, page.get_by_role("button", name="Sign in"))
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    page.keyboard.type(person.code)
    press(page, page.get_by_role("button", name="Sign in"), "Space")
    expect(heading(page)).to_have_text("Hello Kim")

    press(page, page.get_by_role("link", name="Change how you sign in"))
    expect(heading(page)).to_have_text("Sign-in and security")
    press(page, page.get_by_role("link", name="Passkeys and security keys"))
    expect(heading(page)).to_have_text("Passkeys and security keys")
    press(page, page.get_by_role("button", name="Add a security key"))
    expect(page.get_by_role("status").filter(has_text="is added")).to_be_visible()
    name = page.get_by_role("textbox", name="Name of")
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type("The key in the drawer")
    press(page, page.get_by_role("button", name="Rename"), "Space")
    expect(page.get_by_role("status").filter(has_text="The name is changed.")).to_be_visible()
    expect(name).to_have_value("The key in the drawer")
    examined(page)

    press(page, page.get_by_role("link", name="Remove The key in the drawer"))
    expect(heading(page)).to_have_text("Remove this passkey?")
    press(page, page.get_by_role("link", name="Keep it"))
    expect(heading(page)).to_have_text("Passkeys and security keys")
    press(page, page.get_by_role("link", name="Remove The key in the drawer"))
    press(page, page.get_by_role("button", name="Remove it"))
    expect(page.get_by_role("status").filter(has_text="opens nothing any more")).to_be_visible()
    expect(name).to_have_count(0)
    press(page, page.locator("details.person > summary"))
    press(page, page.get_by_role("button", name="Sign out"))
    expect(heading(page)).to_have_text("You are signed out")
