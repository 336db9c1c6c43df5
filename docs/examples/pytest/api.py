import json

import jwt


def create_api(issuer, jwks_uri):
    """A WSGI app that takes access tokens of one issuer, for itself, with the scope that it asks for."""
    keys = jwt.PyJWKClient(jwks_uri)

    def api(environ, start_response):
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        try:
            if jwt.get_unverified_header(token).get("typ") != "at+jwt":
                raise jwt.InvalidTokenError("This is no access token.")
            claims = jwt.decode(
                token,
                keys.get_signing_key_from_jwt(token).key,
                algorithms=["RS256"],
                issuer=issuer,
                audience="orders",
                options={"require": ["exp", "sub"]},
            )
        except (jwt.InvalidTokenError, jwt.PyJWKClientError):
            start_response("401 Unauthorized", [])
            return []
        if "orders:read" not in claims["scope"].split():
            start_response("403 Forbidden", [])
            return []
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"orders": f"of {claims['sub']}"}).encode()]

    return api
