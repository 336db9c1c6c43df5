import json
import os
from urllib.request import Request, urlopen

import pytest

url = os.environ.get("FRAGRANT_URL", "http://localhost:9400")
token = os.environ["FRAGRANT_CONTROL_TOKEN"]


def control(method, path, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{url}/_control/v1{path}", data, headers, method=method)) as answer:
        return json.loads(answer.read() or "null")


class Idp:
    """A realm that a test alone has."""

    def __init__(self, **seed):
        self.realm = control("POST", "/realms", seed)
        self.issuer, self.jwks_uri = self.realm["issuer"], self.realm["endpoints"]["jwks"]

    def post(self, path, **body):
        return control("POST", f"/realms/{self.realm['id']}{path}", body)

    def token(self, **order):
        return self.post("/tokens", **order)["token"]


@pytest.fixture
def idp():
    idp = Idp()
    yield idp
    control("DELETE", f"/realms/{idp.realm['id']}")
