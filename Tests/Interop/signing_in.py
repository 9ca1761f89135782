"""A minimal browser for the sign-in forms: what the user of a third-party client does between two redirects."""
import html
import re
import urllib.parse

import requests

PASSWORD = "correct horse battery staple"


class Person:
    """A person with a browser that keeps cookies and follows redirects only within the ID."""

    def __init__(self, server, address, password=PASSWORD, code=None):
        self.server, self.address, self.password, self.code = server, address, password, code
        self.browser = requests.Session()
        self.browser.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Firefox/120.0"

    def get(self, url):
        """Opens an address and follows redirects. Returns the page, or the address of another server that a redirect names."""
        return self.follow(self.browser.get(url, allow_redirects=False, headers={"Accept": "text/html"}))

    def follow(self, response):
        while response.is_redirect or "Refresh" in response.headers:
            onward = response.headers.get("Location") or response.headers["Refresh"].split("url=", 1)[1]
            target = urllib.parse.urljoin(response.url, onward)
            if not target.startswith(self.server.id + "/"):
                return target
            response = self.browser.get(target, allow_redirects=False, headers={"Accept": "text/html"})
        return response

    def post(self, page, path, **fields):
        """Sends the form with this path from the page, with its hidden fields."""
        form = re.search(rf'<form[^>]* action="({re.escape(path)}(?:\?[^"]*)?)".*?</form>', page.text, re.S)
        assert form, f"no form for {path} in {page.text}"
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[0]))
        hidden = {name: html.unescape(value) for name, value in hidden.items()}
        headers = {"Accept": "text/html", "Origin": self.server.id}
        return self.follow(
            self.browser.post(
                self.server.id + html.unescape(form[1]), data={**hidden, **fields}, allow_redirects=False, headers=headers))

    def sign_in(self, url):
        """Opens an authorization request and signs in. Returns where the flow ended: an address of the client, or a page."""
        page = self.get(url)
        if isinstance(page, str):
            return page
        page = self.post(page, "/sign-in", address=self.address)
        page = self.post(page, "/sign-in/password", password=self.password)
        if not isinstance(page, str) and "/sign-in/second-factor" in page.text:
            page = self.post(page, "/sign-in/second-factor", code=self.code())
        return page

    def sign_out(self):
        """Signs out at the ID itself."""
        return self.post(self.get(self.server.id + "/sign-out"), "/sign-out")


def answer(url):
    """The parameters that a client gets back."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def posted(page):
    """The address and the parameters that a page of the ID posts to a client with response_mode=form_post."""
    form = re.search(r'<form method="post" action="(https?://[^"]*)">(.*?)</form>', page.text, re.S)
    assert form, f"no form for a client in {page.text}"
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form[2])
    return html.unescape(form[1]), {name: html.unescape(value) for name, value in fields}
