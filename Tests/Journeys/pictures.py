"""Takes a picture of every page, at three widths and in both themes. See bin/pictures."""
import argparse
import os
import pathlib
import shutil
import sys
import tempfile

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent), str(pathlib.Path(__file__).resolve().parent.parent)]

from playwright.sync_api import sync_playwright

from browsing import ADMINISTRATOR, ASSOCIATE, CHROMIUM, IT_ADMIN, MAIL_ADMINISTRATOR, MEMBER, SUPPORT, ROLES, sign_in
from serving import ROOT, Server
from places import MAIL, OPEN, dashboard_pages, home_pages, scenes

WIDTHS = {375: 812, 768: 1024, 1440: 900}
THEMES = ["light", "dark"]
README = {
    "sign-in": "scene-sign-in-to-dashboard", "overview": "administrator-overview", "messages": "administrator-messages",
    "users": "administrator-users", "refusal": "support-member-refusal-overview", "mail-panel": "mail-domains",
}


class Camera:
    def __init__(self, folder, docs):
        self.folder, self.docs, self.taken = pathlib.Path(folder), docs, 0
        self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, page, name):
        if self.docs:
            return self.take_for_readme(page, name)
        for width, height in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)
                page.screenshot(path=self.folder / f"{name}-{width}-{theme}.png", full_page=True)
                self.taken += 1
        page.emulate_media(color_scheme="light")

    def take_for_readme(self, page, name):
        for file, wanted in README.items():
            if wanted == name:
                page.set_viewport_size({"width": 1200, "height": 760})
                page.screenshot(path=self.folder / f"{file}.png")
                self.taken += 1


def walk(browser, server, camera, only):
    def wanted(name):
        return (not camera.docs or name in README.values()) and (not only or any(part in name for part in only))

    def page():
        return browser.new_context(locale="en-GB", reduced_motion="reduce").new_page()

    def visit(page, address, places, prefix=""):
        for place in places:
            if wanted(prefix + place.name):
                page.goto(address + place.path)
                camera.take(page, prefix + place.name)

    for name, scene in scenes(server).items():
        if wanted("scene-" + name):
            opened = page()
            scene(opened)
            camera.take(opened, "scene-" + name)
    visit(page(), server.id, OPEN)
    mail = page()
    sign_in(mail, server.mail + "/", MAIL_ADMINISTRATOR)
    for domain in ("news.northwind.example", "northwind.example", "receipts.northwind.example"):
        mail.goto(server.mail + "/domains/add")
        mail.get_by_label("Domain").fill(domain)
        mail.get_by_role("button", name="Add the domain").click()
    visit(mail, server.mail, MAIL)
    for role, person in ROLES.items():
        signed_in = page()
        sign_in(signed_in, server.dashboard + "/", person)
        prefix = role.lower().replace(" ", "-") + "-"
        places = dashboard_pages(signed_in, server, role)
        if role != "Administrator":
            places = [place for place in places if place.name.startswith("refusal") or place.name in ("overview", "messages", "projects", "settings")]
        visit(signed_in, server.dashboard, places, prefix)
        if role == "Administrator":
            visit(signed_in, server.id, home_pages(signed_in, server))


def main():
    parser = argparse.ArgumentParser(prog="bin/pictures", description="Takes a picture of every page, at 375, 768 and 1440 px, light and dark.")
    parser.add_argument("folder", nargs="?", help="where they go; pictures/ if not given")
    parser.add_argument("--docs", action="store_true", help="only those that the README shows, into docs/pictures/")
    parser.add_argument("--only", action="append", default=[], help="only pages whose name has this in it; may be given again")
    parser.add_argument("--binary", help="the server to look at; .build/debug/lanyard if not given")
    given = parser.parse_args()
    if given.binary:
        os.environ["LANYARD_BINARY"] = os.path.abspath(given.binary)
    folder = given.folder or ROOT / ("docs/pictures" if given.docs else "pictures")
    data = tempfile.mkdtemp(prefix="lanyard-pictures-")
    server = Server(data)
    try:
        server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(**CHROMIUM)
            camera = Camera(folder, given.docs)
            walk(browser, server, camera, given.only)
            browser.close()
        print(f"{camera.taken} pictures in {folder}")
    finally:
        server.stop()
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
