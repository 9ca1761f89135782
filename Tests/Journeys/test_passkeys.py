"""Passkeys and security keys with Chromium's virtual authenticator."""
from playwright.sync_api import expect

from browsing import PASSWORD, address_step, heading, new_person, password_step, read_mail


def plug_in(page, **options):
    """Plugs a virtual authenticator into the page's browser; returns its session and id."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    asked = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True, **options,
    }
    return client, client.send("WebAuthn.addVirtualAuthenticator", {"options": asked})["authenticatorId"]


def without_autofill(page):
    """The browser asks for a passkey only when the button is pressed."""
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")


def sign_out(page, server):
    page.goto(server.id + "/sign-out")
    page.get_by_role("button", name="Sign out").click()
    expect(heading(page)).to_have_text("You are signed out")


def test_a_passkey_is_made_from_the_offer_signs_in_and_is_refused_once_it_is_removed(server, visitor):
    page = visitor()
    without_autofill(page)
    plug_in(page)
    email = new_person(server, "pia@passkeys.example", "Pia").email
    page.goto(server.id + "/profile")
    address_step(page, email)
    password_step(page, PASSWORD)
    expect(heading(page)).to_have_text("Sign in faster next time?")
    page.get_by_role("button", name="Make a passkey").click()
    expect(heading(page)).to_have_text("Your profile")
    read_mail(page, server, email, "A passkey was added")

    sign_out(page, server)
    page.goto(server.id + "/profile")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(heading(page)).to_have_text("Your profile")

    page.goto(server.id + "/security/passkeys")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    sign_out(page, server)
    page.goto(server.id + "/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    # The page of passkeys has told the browser to forget it, so there is none to choose.
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_be_visible()
    page.goto(server.id + "/")
    expect(page.get_by_label("E-mail address")).to_be_visible()


def test_a_passkey_is_chosen_from_the_autofill_of_the_address(server, visitor):
    page = visitor()
    plug_in(page)
    email = new_person(server, "alf@passkeys.example", "Alf").email
    page.goto(server.id + "/profile")
    address_step(page, email)
    password_step(page, PASSWORD)
    page.get_by_role("button", name="Make a passkey").click()
    expect(heading(page)).to_have_text("Your profile")
    sign_out(page, server)
    page.goto(server.id + "/profile")
    # The virtual authenticator chooses at once.
    expect(heading(page)).to_have_text("Your profile")


def test_an_offer_that_is_declined_does_not_come_back(server, visitor):
    page = visitor()
    plug_in(page)
    email = new_person(server, "dex@passkeys.example", "Dex").email
    for expected in ("Sign in faster next time?", "Your profile"):
        page.goto(server.id + "/profile")
        address_step(page, email)
        password_step(page, PASSWORD)
        expect(heading(page)).to_have_text(expected)
        if expected != "Your profile":
            page.get_by_role("button", name="Not now").click()
            expect(heading(page)).to_have_text("Your profile")
            sign_out(page, server)


def test_a_security_key_is_asked_for_after_the_password(server, visitor):
    page = visitor()
    plug_in(page, transport="usb", hasResidentKey=False, hasUserVerification=False, isUserVerified=False)
    email = new_person(server, "uma@passkeys.example", "Uma").email
    page.goto(server.id + "/security/passkeys")
    address_step(page, email)
    password_step(page, PASSWORD)
    page.get_by_role("button", name="Add a security key").click()
    expect(page.get_by_role("status")).to_contain_text("is added")
    sign_out(page, server)
    page.goto(server.id + "/profile")
    address_step(page, email)
    password_step(page, PASSWORD)
    expect(heading(page)).to_have_text("Use your security key")
    page.get_by_role("button", name="Use the security key").click()
    expect(heading(page)).to_have_text("Your profile")


CONDITIONAL = "PublicKeyCredential.getClientCapabilities = async () => ({conditionalCreate: true});"


def test_a_browser_that_makes_passkeys_by_itself_is_given_five_seconds(server, visitor):
    page = visitor()
    plug_in(page)
    # The five seconds are over when the test says so.
    page.add_init_script(CONDITIONAL + """
        navigator.credentials.create = ({mediation, signal}) => new Promise((_, refuse) => {
            window.asked = mediation;
            signal.addEventListener("abort", () => { window.givenUp = true; refuse(signal.reason); });
        });
        const later = window.setTimeout;
        window.setTimeout = (action, time) => {
            if (time !== 5000) return later(action, time);
            window.fiveSecondsLater = action;
            return 0;
        };""")
    email = new_person(server, "cleo@passkeys.example", "Cleo").email
    page.goto(server.id + "/profile")
    address_step(page, email)
    password_step(page, PASSWORD)
    expect(heading(page)).to_have_text("Sign in faster next time?")
    page.wait_for_function("window.asked === 'conditional' && window.fiveSecondsLater !== undefined")
    assert page.evaluate("window.givenUp") is None
    page.evaluate("window.fiveSecondsLater()")
    assert page.evaluate("window.givenUp") is True
    expect(page.get_by_role("button", name="Make a passkey")).to_be_visible()


def test_a_passkey_that_the_browser_makes_by_itself_needs_no_click(server, visitor):
    page = visitor()
    plug_in(page)
    page.add_init_script(CONDITIONAL + """
        const create = navigator.credentials.create.bind(navigator.credentials);
        navigator.credentials.create = ({publicKey}) => create({publicKey});""")
    email = new_person(server, "nora@passkeys.example", "Nora").email
    page.goto(server.id + "/profile")
    address_step(page, email)
    password_step(page, PASSWORD)
    expect(heading(page)).to_have_text("Your profile")
    read_mail(page, server, email, "A passkey was added")


def test_the_browser_is_told_which_passkeys_there_are(server, visitor):
    page = visitor()
    without_autofill(page)
    plug_in(page)
    page.add_init_script("""
        window.told = {};
        for (const name of ["signalAllAcceptedCredentials", "signalCurrentUserDetails", "signalUnknownCredential"])
            PublicKeyCredential[name] = async (options) => { window.told[name] = options; };""")
    email = new_person(server, "sam@passkeys.example", "Sam").email
    page.goto(server.id + "/security/passkeys")
    address_step(page, email)
    password_step(page, PASSWORD)
    page.get_by_role("button", name="Make a passkey").click()
    expect(heading(page)).to_have_text("Passkeys and security keys")
    page.wait_for_function("window.told.signalAllAcceptedCredentials?.allAcceptedCredentialIds.length === 1")
    told = page.evaluate("window.told")
    assert len(told["signalAllAcceptedCredentials"]["allAcceptedCredentialIds"]) == 1
    assert told["signalAllAcceptedCredentials"]["rpId"] == "localhost"
    assert (told["signalCurrentUserDetails"]["name"], told["signalCurrentUserDetails"]["displayName"]) == (email, "Sam")
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("status")).to_contain_text("opens nothing any more")
    assert page.evaluate("window.told.signalAllAcceptedCredentials.allAcceptedCredentialIds") == []
