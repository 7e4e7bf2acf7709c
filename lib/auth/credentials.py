"""Accounts as streamlit-authenticator wants them, and a check that takes equally long for unknown names."""

from __future__ import annotations

from typing import Any

import bcrypt

from lib.settings import Settings

# bcrypt reads no further; longer input is refused by the library with an error instead of an answer.
PASSWORD_BYTES = 72
NAME_LENGTH = 100


def build_credentials(settings: Settings) -> dict[str, Any]:
    """{"usernames": {username: {first_name, last_name, password, roles}}}: one object for all sessions."""
    return {
        "usernames": {
            user.username: {
                "first_name": user.name,
                "last_name": "",
                "password": user.password_hash,
                "roles": [str(role) for role in user.roles],
            }
            for user in settings.users
        }
    }


def build_decoy_hash(settings: Settings) -> str:
    """A hash that nobody's password matches, as costly as the accounts' own, for names that do not exist."""
    rounds = max((int(user.password_hash.split("$")[2]) for user in settings.users), default=12)
    return bcrypt.hashpw(bcrypt.gensalt(4), bcrypt.gensalt(rounds)).decode()


def check_decoy(password: str, decoy_hash: str) -> None:
    """Spend the time that a real check would, so that an unknown name answers as slowly as a known one."""
    bcrypt.checkpw(password.encode(), decoy_hash.encode())


def is_possible(username: str, password: str) -> bool:
    """Whether name and password can belong to any account at all (lengths only)."""
    return 0 < len(username) <= NAME_LENGTH and 0 < len(password.encode()) <= PASSWORD_BYTES
