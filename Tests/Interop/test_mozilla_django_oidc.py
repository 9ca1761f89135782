"""Signs people in to a Django site with mozilla-django-oidc: code with PKCE, a user made by email, silent renewal of the session, and
logout at the ID. The library reads no discovery document; its settings are what the document says."""
import json

import django
import pytest
import requests
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from signing_in import Person, answer

SITE = "https://library.example"
MEMBER = "support@northwind.example"
# Filled once the settings stand, as the library's own addresses read them.
urlpatterns = []


def front_page(request):
    return HttpResponse(request.user.email if request.user.is_authenticated else "nobody")


def address_after_logout(request):
    """What the library's documentation calls OIDC_OP_LOGOUT_URL_METHOD."""
    query = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": SITE + "/"}
    return requests.Request("GET", settings.END_SESSION, params=query).prepare().url


@pytest.fixture(scope="module")
def site(server):
    added = server.command(
        "client", "add", "Library", "--redirect", SITE + "/oidc/callback/", "--post-logout-redirect", SITE + "/", "--first-party", "--json")
    registered = json.loads(added.stdout)
    metadata = requests.get(server.id + "/.well-known/openid-configuration", timeout=10).json()
    settings.configure(
        SECRET_KEY="of the test alone",
        LOGIN_REDIRECT_URL="/",
        LOGOUT_REDIRECT_URL="/",
        ALLOWED_HOSTS=["library.example"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "mozilla_django_oidc"],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
            "mozilla_django_oidc.middleware.SessionRefresh"],
        AUTHENTICATION_BACKENDS=["mozilla_django_oidc.auth.OIDCAuthenticationBackend"],
        OIDC_RP_CLIENT_ID=registered["client_id"],
        OIDC_RP_CLIENT_SECRET=registered["client_secret"],
        OIDC_RP_SIGN_ALGO="RS256",
        OIDC_USE_PKCE=True,
        OIDC_STORE_ID_TOKEN=True,
        OIDC_OP_AUTHORIZATION_ENDPOINT=metadata["authorization_endpoint"],
        OIDC_OP_TOKEN_ENDPOINT=metadata["token_endpoint"],
        OIDC_OP_USER_ENDPOINT=metadata["userinfo_endpoint"],
        OIDC_OP_JWKS_ENDPOINT=metadata["jwks_uri"],
        OIDC_OP_LOGOUT_URL_METHOD=f"{__name__}.address_after_logout",
        END_SESSION=metadata["end_session_endpoint"])
    django.setup()
    urlpatterns.extend([path("oidc/", include("mozilla_django_oidc.urls")), path("", front_page)])
    call_command("migrate", verbosity=0)
    return metadata


def visitor():
    return Client(SERVER_NAME="library.example")


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
