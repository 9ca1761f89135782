#!/usr/bin/env python3
"""The hook of an old product: says whether a password is right, to whoever signs the question with the shared secret.

    HOOK_SECRET=whsec_… hook.py PORT USERS

USERS is a JSON object of {login: "pbkdf2_sha256$rounds$salt$hash"}, as Django writes it. Needs Python 3 and nothing else. In production it stands
behind https, beside the old product's own table.
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import sys
import time


def signed(headers, body, key):
    """Whether the message is by the holder of the key and no older than five minutes (https://www.standardwebhooks.com)."""
    number, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > 300:
        return False
    code = hmac.new(key, f"{number}.{moment}.".encode() + body, hashlib.sha256).digest()
    wanted = "v1," + base64.b64encode(code).decode()
    return any(hmac.compare_digest(wanted, given) for given in headers.get("webhook-signature", "").split())


def fits(password, stored):
    """Whether the password is that of the hash."""
    _, rounds, salt, wanted = stored.split("$")
    found = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), int(rounds))
    return hmac.compare_digest(base64.b64encode(found).decode(), wanted)


class Hook(http.server.BaseHTTPRequestHandler):
    key, users = b"", {}

    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 65536))
        if not signed(self.headers, body, self.key):
            self.send_response(401)
            self.end_headers()
            return
        question = json.loads(body)
        stored = self.users.get(question["login"].strip().lower())
        answer = json.dumps({"valid": stored is not None and fits(question["password"], stored)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Nothing of a question belongs in a log."""


if __name__ == "__main__":
    Hook.key = base64.b64decode(os.environ["HOOK_SECRET"].removeprefix("whsec_"))
    with open(sys.argv[2], encoding="utf-8") as file:
        Hook.users = json.load(file)
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
