"""Somebody loses the security key that is their second factor, and whoever finds it does not get in."""
from playwright.sync_api import expect

from browsing import address_step, heading, new_person, password_step, read_mail, recovery_codes, sign_out
from test_passkeys import plug_in

KEY = {"transport": "usb", "hasResidentKey": False, "hasUserVerification": False, "isUserVerified": False}
# The key answers although the page does not ask for it, as a page could not keep it from answering.
INSISTENT = """
    const get = navigator.credentials.get.bind(navigator.credentials);
    const lost = () => Uint8Array.from(atob(sessionStorage.lost), (one) => one.charCodeAt(0));
    navigator.credentials.get = ({publicKey, ...more}) => {
        if (!sessionStorage.lost) return get({publicKey, ...more});
        return get({publicKey: {...publicKey, allowCredentials: [{type: "public-key", id: lost()}]}, ...more});
    };"""


def to_the_second_factor(page, server, person):
    page.goto(server.id + "/security/passkeys")
    address_step(page, person.email)
    password_step(page, person.password)
    expect(heading(page)).to_have_text("Use your security key")


def test_a_recovery_code_lets_in_whoever_lost_their_key_which_is_refused_once_removed(server, visitor, examined):
    person = new_person(server, "liv@lost.example", "Liv")
    finder = visitor()
    finder.add_init_script(INSISTENT)
    client, authenticator = plug_in(finder, **KEY)
    finder.goto(server.id + "/security/passkeys")
    address_step(finder, person.email)
    password_step(finder, person.password)
    finder.get_by_role("button", name="Add a security key").click()
    expect(heading(finder)).to_have_text("Recovery codes")
    expect(finder.get_by_role("status")).to_contain_text("It is added.")
    codes = recovery_codes(finder)
    finder.get_by_role("button", name="I have saved them").click()
    expect(heading(finder)).to_have_text("Hello Liv")
    sign_out(finder)
    [kept] = client.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]

    # At another computer, without the key.
    page = visitor()
    to_the_second_factor(page, server, person)
    examined(page)
    page.get_by_role("link", name="I cannot use this").click()
    expect(heading(page)).to_have_text("Another way to show that it is you")
    examined(page)
    page.get_by_role("link", name="Use a recovery code").click()
    expect(heading(page)).to_have_text("Enter a recovery code")
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(heading(page)).to_have_text("Passkeys and security keys")

    # It is the only second factor, so the password is asked for, as it stands alone from now on.
    page.get_by_role("link", name="Remove").click()
    expect(heading(page)).to_have_text("Remove this passkey?")
    examined(page)
    page.get_by_label("Your password").fill(person.password)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    plug_in(page, **KEY)
    page.get_by_role("button", name="Add a security key").click()
    expect(heading(page)).to_have_text("Recovery codes")
    assert not set(codes) & set(recovery_codes(page))

    # Whoever found the key, and knows the password.
    to_the_second_factor(finder, server, person)
    finder.evaluate("id => { sessionStorage.lost = id; }", kept["credentialId"])
    finder.get_by_role("button", name="Use the security key").click()
    expect(finder.get_by_text("That key does not open this ID").locator("visible=true")).to_be_visible()
    expect(heading(finder)).to_have_text("Use your security key")
    [used] = client.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"]
    assert used["signCount"] > kept["signCount"], "the key was never asked"
    finder.get_by_role("link", name="I cannot use this").click()
    finder.get_by_role("link", name="Use a recovery code").click()
    finder.get_by_label("Recovery code").fill(codes[1])
    finder.get_by_role("button", name="Sign in").click()
    expect(finder.get_by_role("alert")).to_contain_text("not one of yours")
    finder.goto(server.id + "/profile")
    expect(finder.get_by_label("E-mail address")).to_be_visible()
    read_mail(page, server, person.email, "A passkey or security key was removed")
    expect(page.get_by_role("main")).to_contain_text("opens nothing any more")
