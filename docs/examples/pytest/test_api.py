import pytest

from api import create_api

ORDER = {"sub": "carol", "aud": "orders", "scope": "orders:read"}


@pytest.fixture
def status(idp):
    """The status that the API answers to a token."""
    api = create_api(idp.issuer, idp.jwks_uri)

    def ask(token):
        answered = []
        api({"HTTP_AUTHORIZATION": f"Bearer {token}"}, lambda status, _: answered.append(status))
        return int(answered[0].split()[0])

    return ask


def test_carol_reads_her_orders(idp, status):
    assert status(idp.token(**ORDER)) == 200


def test_a_token_without_the_scope_is_not_enough(idp, status):
    assert status(idp.token(**ORDER | {"scope": "orders:write"})) == 403


@pytest.mark.parametrize(
    "defect",
    ["expired", "not-yet", "bad-signature", "unknown-kid", "alg-none", "wrong-iss", "wrong-aud", "no-sub", "garbage"],
)
def test_a_token_is_refused(idp, status, defect):
    assert status(idp.token(**ORDER, defect=defect)) == 401


def test_an_id_token_is_no_access_token(idp, status):
    assert status(idp.token(**ORDER, kind="id")) == 401


def test_tokens_of_a_new_key_are_taken(idp, status):
    idp.post("/keys/rotate")
    assert status(idp.token(**ORDER)) == 200
