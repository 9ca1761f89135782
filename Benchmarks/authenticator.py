"""Passkeys in software (Web Authentication Level 3), and their rows in the database."""
import base64
import hashlib
import os
import pathlib
import random
import sqlite3
import time

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
USER_PRESENT_AND_VERIFIED = 5
BEGAN = time.time()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Passkey:
    """A passkey with ES256 that stays on its device, so its counter has to rise: it counts the milliseconds since the
    program began."""

    def __init__(self, relying_party, origin):
        self.id = os.urandom(32)
        self.origin = origin
        self.relying_party = relying_party
        self.relying_party_hash = hashlib.sha256(relying_party.encode()).digest()
        private = ec.generate_private_key(ec.SECP256R1())
        numbers = private.private_numbers()
        self.secret = numbers.private_value
        self.point = (numbers.public_numbers.x.to_bytes(32, "big"), numbers.public_numbers.y.to_bytes(32, "big"))

    def public_key(self):
        """The COSE_Key {1: 2, 3: -7, -1: 1, -2: x, -3: y}."""
        x, y = self.point
        return bytes([0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]) + x + bytes([0x22, 0x58, 32]) + y

    def answer(self, challenge, nonce):
        """The fields of the form. `challenge` is the text of the page."""
        asked = f'"challenge":"{challenge}","origin":"{self.origin}"'
        client = f'{{"type":"webauthn.get",{asked},"crossOrigin":false}}'.encode()
        count = int((time.time() - BEGAN) * 1000) + 1
        data = self.relying_party_hash + bytes([USER_PRESENT_AND_VERIFIED]) + count.to_bytes(4, "big")
        signature = nonce.sign(self.secret, data + hashlib.sha256(client).digest())
        return (
            f"challenge={challenge}&credential={encoded(self.id)}&client_data={encoded(client)}"
            f"&authenticator_data={encoded(data)}&signature={encoded(signature)}")


class Nonce:
    """The part of an ECDSA signature that does not depend on what is signed, so that a signature costs the client two
    multiplications. It is used again and again, which gives the key away; these keys protect nothing."""

    def __init__(self):
        numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
        self.inverse = pow(numbers.private_value, -1, ORDER)
        self.r = numbers.public_numbers.x % ORDER

    def sign(self, secret, data):
        digest = int.from_bytes(hashlib.sha256(data).digest(), "big")
        return encode_dss_signature(self.r, self.inverse * (digest + self.r * secret) % ORDER)


def seed(data, origin, count):
    """Gives passkeys to that many active people by rows in the SQLite file, while the server does not run, and returns
    the passkeys."""
    database = sqlite3.connect(pathlib.Path(data) / "id.db")
    active = "SELECT id FROM people WHERE status = 'active' AND merged_into IS NULL ORDER BY id LIMIT ?"
    people = [person for (person,) in database.execute(active, [count])]
    keys = [Passkey("localhost", origin) for _ in people]
    for person, key in zip(people, keys):
        row = {
            "id": "pky_" + "".join(random.choices(ALPHABET, k=26)),
            "person_id": person,
            "kind": "passkey",
            "rp_id": key.relying_party,
            "credential_id": key.id,
            "public_key": key.public_key(),
            "counter": 0,
            "backup_eligible": 0,
            "backed_up": 0,
            "transports": "internal",
            "name": "Benchmark",
            "set_by": "person",
            "created_at": int(BEGAN * 1000),
        }
        columns = ", ".join(row)
        places = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO passkeys ({columns}) VALUES ({places})", list(row.values()))
    database.commit()
    database.close()
    return keys
