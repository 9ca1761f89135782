"""A site that uses social-auth-core: what the library leaves to it, which is its users, its memory and its browsers' sessions."""
from types import SimpleNamespace

from social_core.storage import AssociationMixin, BaseStorage, NonceMixin, UserMixin
from social_core.strategy import BaseStrategy


class Link(UserMixin):
    """Which user of the site is which person of the ID."""

    users, links = {}, {}

    def __init__(self, user, provider, uid):
        self.user, self.provider, self.uid, self.extra_data = user, provider, uid, {}

    def save(self):
        self.links[self.provider, self.uid] = self

    @classmethod
    def forget(cls):
        cls.users.clear()
        cls.links.clear()

    @classmethod
    def create_user(cls, username, email):
        user = SimpleNamespace(id=len(cls.users), username=username, email=email, fullname="", first_name="", last_name="", is_active=True)
        cls.users[username] = user
        return user

    @classmethod
    def create_social_auth(cls, user, uid, provider, id_key=""):
        link = cls(user, provider, uid)
        link.save()
        return link

    @classmethod
    def get_social_auth(cls, provider, uid, id_key=None):
        return cls.links.get((provider, uid))

    @classmethod
    def user_model(cls):
        return SimpleNamespace

    @classmethod
    def get_username(cls, user):
        return user.username

    @classmethod
    def user_exists(cls, username):
        return username in cls.users

    @classmethod
    def username_max_length(cls):
        return 150

    @classmethod
    def changed(cls, user):
        cls.users[user.username] = user


class States(NonceMixin):
    kept = set()

    @classmethod
    def use(cls, *state):
        cls.kept.add(state)
        return True

    @classmethod
    def consume(cls, *state):
        known = state in cls.kept
        cls.kept.discard(state)
        return known


class Nonces(AssociationMixin):
    kept = {}

    @classmethod
    def store(cls, server_url, association):
        nonce = cls()
        vars(nonce).update(vars(association), id=association.handle)
        cls.kept[association.handle] = nonce

    @classmethod
    def get(cls, server_url=None, handle=None):
        return [cls.kept[handle]] if handle in cls.kept else []

    @classmethod
    def remove(cls, ids_to_delete):
        for handle in ids_to_delete:
            del cls.kept[handle]


class Storage(BaseStorage):
    user, nonce, association = Link, States, Nonces


class Visit(BaseStrategy):
    """One browser's session at the site, and the request that it sends."""

    def __init__(self, settings):
        super().__init__(Storage)
        self.settings, self.session, self.request = settings, {}, {}

    def get_setting(self, name):
        return self.settings[name]

    def get_request_data(self, merge=True):
        return self.request

    def request_host(self):
        return "shop.example.com"

    def build_absolute_uri(self, path=None):
        return path

    def redirect(self, url):
        return url

    def session_get(self, name, default=None):
        return self.session.get(name, default)

    def session_set(self, name, value):
        self.session[name] = value

    def session_pop(self, name):
        return self.session.pop(name, None)
