"""Firefox by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/), for what has to work in a second browser. It starts with a fresh
profile and has no way out of this machine: everything but loopback goes to a proxy that is not there."""
import collections
import contextlib
import json
import os
import re
import shutil
import subprocess
import threading
import time

from websockets.sync.client import connect

SECONDS = 15
PREFERENCES = {
    "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9, "network.proxy.no_proxies_on": "", "network.proxy.allow_hijacking_localhost": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False, "network.prefetch-next": False,
    "network.dns.disablePrefetch": True, "app.update.enabled": False, "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False, "toolkit.telemetry.enabled": False, "toolkit.telemetry.server": "",
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.healthreport.uploadEnabled": False, "services.settings.server": "data:,#none/v1", "extensions.update.enabled": False,
    "extensions.getAddons.cache.enabled": False, "media.gmp-manager.updateEnabled": False, "dom.push.connection.enabled": False,
    "browser.safebrowsing.malware.enabled": False, "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.downloads.enabled": False, "browser.search.update": False, "browser.region.network.url": "",
    "browser.startup.page": 0, "browser.newtabpage.enabled": False, "browser.shell.checkDefaultBrowser": False,
    "signon.rememberSignons": False,
}
# Tells the test that the page has changed, or what its policy has refused.
WATCH = """(tell) => {
    new MutationObserver(() => tell("")).observe(document, {subtree: true, childList: true, characterData: true})
    document.addEventListener("securitypolicyviolation", (refused) => tell(refused.effectiveDirective + " " + refused.blockedURI))
}"""


@contextlib.contextmanager
def running(folder, **preferences):
    """Firefox with a profile in this folder. It ends with the block."""
    program = shutil.which("firefox-esr")
    assert program, "Firefox is missing. bin/setup tests installs it (firefox-esr)."
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in {**PREFERENCES, **preferences}.items())
    (folder / "user.js").write_text("".join(lines))
    process = subprocess.Popen(
        [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"],
        # Without the second of these, Firefox does not listen to `services.settings.server`.
        env={**os.environ, "HOME": str(folder), "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True)
    try:
        with connect(announced(process) + "/session", max_size=None, proxy=None) as socket:
            yield Firefox(socket)
    finally:
        process.terminate()
        process.wait(timeout=30)


def announced(process):
    """The address that Firefox prints once it listens. What it prints afterwards is read and forgotten, so that it never has to wait."""
    late = threading.Timer(60, process.kill)
    late.start()
    printed = []
    for line in process.stderr:
        printed.append(line)
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            late.cancel()
            threading.Thread(target=collections.deque, args=(process.stderr, 0), daemon=True).start()
            return found[1]
    raise RuntimeError("Firefox does not listen: " + "".join(printed))


class Firefox:
    def __init__(self, socket):
        self.socket = socket
        self.events = []
        self.refused = []
        self.commands = 0
        self.command("session.new", capabilities={})
        self.command("session.subscribe", events=["browsingContext.domContentLoaded", "browsingContext.load", "script.message"])
        watch = {"type": "channel", "value": {"channel": "watch"}}
        self.command("script.addPreloadScript", functionDeclaration=WATCH, arguments=[watch])

    def command(self, method, **parameters):
        self.commands += 1
        self.socket.send(json.dumps({"id": self.commands, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv(timeout=SECONDS))
            if message.get("id") != self.commands:
                self.heard(message)
            elif message["type"] == "error":
                raise Refused(f"{method}: {message['error']}: {message['message']}")
            else:
                return message["result"]

    def listen(self, deadline):
        """Waits for the next event."""
        with contextlib.suppress(TimeoutError):
            self.heard(json.loads(self.socket.recv(timeout=max(0, deadline - time.monotonic()))))

    def heard(self, event):
        self.events.append(event)
        if event["method"] == "script.message" and event["params"]["data"]["value"]:
            self.refused.append(event["params"]["data"]["value"])

    def visitor(self):
        """A tab of a new visitor: with cookies of its own."""
        self.refused.clear()
        cookies = self.command("browser.createUserContext")["userContext"]
        return Tab(self, self.command("browsingContext.create", type="tab", userContext=cookies)["context"])


class Refused(Exception):
    """Firefox could not do what was asked, as when the page has gone meanwhile."""


class Tab:
    def __init__(self, browser, context):
        self.browser = browser
        self.context = context

    def goto(self, address):
        self.browser.command("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def wait(self, wanted, condition):
        """What the condition returns, once that is something. It is asked again after each event, until the time is over."""
        deadline = time.monotonic() + SECONDS
        while True:
            self.browser.events.clear()
            with contextlib.suppress(Refused):
                if found := condition():
                    return found
            assert not self.browser.refused, f"{self.address}: the page's policy refuses {self.browser.refused}"
            if not self.browser.events:
                self.browser.listen(deadline)
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.address} has no {wanted}: {self.evaluate('document.body.innerText')}")

    def evaluate(self, expression):
        answer = self.browser.command("script.evaluate", expression=expression, target={"context": self.context}, awaitPromise=False)
        return answer["result"].get("value") if answer["type"] == "success" else None

    @property
    def address(self):
        return self.evaluate("location.href")

    def find(self, kind, text):
        """The first element of this kind with this text."""
        locator = {"type": "xpath", "value": f"//{kind}[normalize-space()={json.dumps(text)}]"}
        located = {"context": self.context, "locator": locator, "maxNodeCount": 1}
        return self.wait(f"{kind} {text!r}", lambda: self.browser.command("browsingContext.locateNodes", **located)["nodes"])[0]

    def shows(self, text):
        """Waits until the page's heading is this text."""
        self.wait(f"heading {text!r}", lambda: self.evaluate("document.querySelector('h1').textContent") == text)

    def click(self, kind, text):
        element = {"sharedId": self.find(kind, text)["sharedId"]}
        self.browser.command(
            "script.callFunction", functionDeclaration="(element) => element.scrollIntoView({block: 'center'})", arguments=[element],
            target={"context": self.context}, awaitPromise=False)
        over = {"type": "pointerMove", "x": 0, "y": 0, "origin": {"type": "element", "element": element}}
        press = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.act({"type": "pointer", "id": "mouse", "actions": [over, *press]})

    def fill(self, label, text):
        self.click("label", label)
        self.act({"type": "key", "id": "keyboard", "actions": [
            {"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]})

    def sign_in(self, person):
        """The steps of the ID's sign-in, from the page on which it asks for the address."""
        self.fill("E-mail address", person.email)
        self.click("button", "Continue")
        self.fill("Password", person.password)
        self.click("button", "Sign in")

    def act(self, actions):
        self.browser.command("input.performActions", context=self.context, actions=[actions])
