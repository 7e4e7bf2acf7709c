"""Google's token endpoint: an access token for a service account's signed JWT, or why there is none."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from tests.google_sheets.emulator import GoogleSheetsEmulator

TOKEN_URI = "https://oauth2.googleapis.com/token"
GRANT_TYPE = "urn:ietf:params:oauth:grant-type:jwt-bearer"

ACCOUNT_NOT_FOUND = "Invalid grant: account not found"
BAD_SIGNATURE = "Invalid JWT Signature."
BAD_TIMES = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
_LEEWAY_SECONDS = 300


def answer_grant(google: GoogleSheetsEmulator, form: dict[str, Any]) -> Response:
    """Checks issuer, signature, audience and times of the JWT, by Google's clock, as Google does."""
    assertion = str(form.get("assertion", ""))
    if form.get("grant_type") != GRANT_TYPE:
        return _refuse("unsupported_grant_type", "Invalid grant_type")
    try:
        issuer = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
        if issuer != google.email or google.account_deleted:
            return _refuse("invalid_grant", ACCOUNT_NOT_FOUND)
        if google.key_revoked:
            return _refuse("invalid_grant", BAD_SIGNATURE)
        claims = jwt.decode(
            assertion,
            google.public_key,
            algorithms=["RS256"],
            audience=TOKEN_URI,
            options={
                "require": ["iss", "aud", "exp", "iat", "scope"],
                "verify_exp": False,  # below, by Google's clock
                "verify_iat": False,
            },
        )
    except jwt.InvalidSignatureError:
        return _refuse("invalid_grant", BAD_SIGNATURE)
    except jwt.InvalidTokenError as error:
        return _refuse("invalid_grant", f"Invalid JWT: {error}")
    issued, expires, now = claims["iat"], claims["exp"], google.now()
    if expires - issued > 3600 or issued > now + _LEEWAY_SECONDS or expires < now - _LEEWAY_SECONDS:
        return _refuse("invalid_grant", BAD_TIMES)
    token = f"ya29.c.{secrets.token_urlsafe(24)}"
    google.grant(token, claims)
    return JSONResponse({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})


def _refuse(error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, 400)


@lru_cache(maxsize=4)
def build_key_pair(number: int = 0) -> tuple[str, str]:
    """A private and a public RSA key in PEM; another pair for each number."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()
