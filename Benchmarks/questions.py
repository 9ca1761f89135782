"""The requests of a program: a token by client credentials, and a decision about a member."""
import base64
import dataclasses
import json
import urllib.parse

import requests


@dataclasses.dataclass
class Question:
    url: str
    headers: list
    body: str

    def wire(self):
        """The server's address and the bytes of the request."""
        parts = urllib.parse.urlsplit(self.url)
        headers = [("Host", parts.netloc), *self.headers, ("Content-Length", len(self.body))]
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        return f"http://{parts.netloc}", f"POST {parts.path} HTTP/1.1\r\n{head}\r\n{self.body}".encode()


class Questions:
    def __init__(self, server):
        words = ["client", "add", "bench", "--grant", "client_credentials", "--scope", "access.evaluate", "--json"]
        client = json.loads(server.command(*words).stdout)
        basic = base64.b64encode(f"{client['client_id']}:{client['client_secret']}".encode()).decode()
        form = [("Authorization", "Basic " + basic), ("Content-Type", "application/x-www-form-urlencoded")]
        metadata = requests.get(server.id + "/.well-known/openid-configuration").json()
        self.token = Question(metadata["token_endpoint"], form, "grant_type=client_credentials&scope=access.evaluate")
        token = requests.post(self.token.url, data=self.token.body, headers=dict(form)).json()["access_token"]
        person = json.loads(server.command("person", "show", "u100001", "--json").stdout)["id"]
        account = json.loads(server.command("account", "show", "acc_10000", "--json").stdout)["id"]
        question = {
            "subject": {"type": "person", "id": person},
            "action": {"name": "view"},
            "resource": {"type": "area", "id": "billing", "properties": {"account": account}},
        }
        bearer = [("Authorization", "Bearer " + token), ("Content-Type", "application/json")]
        self.decision = Question(server.id + "/access/v1/evaluation", bearer, json.dumps(question))
