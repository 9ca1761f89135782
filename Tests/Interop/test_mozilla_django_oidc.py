"""docs/connect/mozilla-django-oidc.md: a Django site with the settings of the page signs people in, makes a user by email, renews the session
silently, and signs people out at the ID."""
import copy
import json
import sys
import types

import django
import pytest
import requests
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from connecting import ConnectPage
from signing_in import Person, answer

SITE = "https://shop.example.com"
MEMBER = "support@northwind.example"
# Filled once the settings stand, as the library's own addresses read them.
urlpatterns = []


def front_page(request):
    return HttpResponse(request.user.email if request.user.is_authenticated else "nobody")


# What Django's own template of a project has, as far as signing in needs it.
BARE = {
    "SECRET_KEY": "of the test alone",
    "ALLOWED_HOSTS": ["shop.example.com"],
    "ROOT_URLCONF": __name__,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"],
}


def module(name, text):
    """Makes a module of the site from what the page says stands in its file."""
    made = sys.modules[name] = types.ModuleType(name)
    exec(compile(text, name, "exec"), vars(made))
    return made


@pytest.fixture(scope="module")
def site(server):
    """The settings that the page says."""
    values = {"https://id.example.com": server.id}
    page = ConnectPage("mozilla-django-oidc", values)
    made = json.loads(server.command(*page.lanyard_commands()[0]).stdout)
    server.command("client", "change", made["client_id"], "--first-party")
    values |= {"CLIENT_ID": made["client_id"], "CLIENT_SECRET": made["client_secret"]}
    said = copy.deepcopy(BARE)
    exec(compile(page.block("`settings.py`"), "settings.py", "exec"), {}, said)
    settings.configure(**said)
    django.setup()
    module("shop", "")
    module("shop.signing_out", page.block("`shop/signing_out.py`"))
    urlpatterns.extend([*module("shop.urls", page.block("`shop/urls.py`")).urlpatterns, path("", front_page)])
    call_command("migrate", verbosity=0)
    yield settings
    for name in ("shop.urls", "shop.signing_out", "shop"):
        del sys.modules[name]


def visitor():
    return Client(SERVER_NAME="shop.example.com")


def come_back(browser, address):
    """Opens the address of the site that the ID led to. Returns where the site leads next."""
    assert isinstance(address, str), address.text
    assert address.startswith(SITE + "/oidc/callback/?"), address
    return browser.get(address.removeprefix(SITE), secure=True)["Location"]


def sign_in(server, browser):
    person = Person(server, MEMBER)
    request = browser.get("/oidc/authenticate/", secure=True)["Location"]
    assert {"state", "nonce", "code_challenge"} <= answer(request).keys()
    assert come_back(browser, person.sign_in(request)) == "/"
    return person


def test_the_addresses_of_the_page_are_those_of_the_ids_discovery(server, site):
    metadata = requests.get(server.id + "/.well-known/openid-configuration", timeout=10).json()
    assert site.OIDC_OP_AUTHORIZATION_ENDPOINT == metadata["authorization_endpoint"]
    assert site.OIDC_OP_TOKEN_ENDPOINT == metadata["token_endpoint"]
    assert site.OIDC_OP_USER_ENDPOINT == metadata["userinfo_endpoint"]
    assert site.OIDC_OP_JWKS_ENDPOINT == metadata["jwks_uri"]


def test_the_first_sign_in_makes_a_user_and_the_second_finds_it(server, site):
    from django.contrib.auth.models import User

    User.objects.all().delete()
    for _ in range(2):
        browser = visitor()
        sign_in(server, browser)
        assert browser.get("/", secure=True).content.decode() == MEMBER
        assert [user.email for user in User.objects.all()] == [MEMBER]


def test_an_old_session_is_renewed_without_a_question(server, site):
    browser = visitor()
    with override_settings(OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS=0):
        person = sign_in(server, browser)
    request = browser.get("/", secure=True)["Location"]
    assert answer(request)["prompt"] == "none"
    assert come_back(browser, person.get(request)) == "/"
    assert browser.get("/", secure=True).content.decode() == MEMBER


def test_who_signs_out_at_the_id_is_signed_out_at_the_next_renewal(server, site):
    browser = visitor()
    with override_settings(OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS=0):
        person = sign_in(server, browser)
    person.sign_out()
    ended = person.get(browser.get("/", secure=True)["Location"])
    assert answer(ended)["error"] == "login_required"
    assert come_back(browser, ended) == "/"
    assert browser.get("/", secure=True).content.decode() == "nobody"


def test_logout_goes_by_the_id_and_comes_back(server, site):
    browser = visitor()
    person = sign_in(server, browser)
    ended = person.get(browser.post("/oidc/logout/", secure=True)["Location"])
    assert ended == SITE + "/"
    assert browser.get("/", secure=True).content.decode() == "nobody"
    again = person.get(browser.get("/oidc/authenticate/", secure=True)["Location"])
    assert not isinstance(again, str), "the ID asks again"
