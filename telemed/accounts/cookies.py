"""The web app's cookies: the refresh token where no script can read it, and its CSRF token where only ours can."""

from starlette.responses import Response

from telemed.accounts.sessions import Tokens
from telemed.settings import Settings

REFRESH_COOKIE = "telemed_refresh"
CSRF_COOKIE = "telemed_csrf"
CSRF_HEADER = "X-CSRF-Token"
PATH = "/api/v1/sessions"

_DAY_S = 86400


def set_cookies(response: Response, settings: Settings, tokens: Tokens) -> None:
    """Strict: no request that another site starts carries them, not even a link."""
    age, secure = settings.session_days * _DAY_S, settings.secure_cookies
    response.set_cookie(
        REFRESH_COOKIE, tokens.refresh_token, max_age=age, path=PATH, secure=secure, httponly=True, samesite="strict"
    )
    response.set_cookie(
        CSRF_COOKIE, tokens.csrf_token, max_age=age, path="/", secure=secure, httponly=False, samesite="strict"
    )


def clear_cookies(response: Response, settings: Settings) -> None:
    secure = settings.secure_cookies
    response.delete_cookie(REFRESH_COOKIE, path=PATH, secure=secure, httponly=True, samesite="strict")
    response.delete_cookie(CSRF_COOKIE, path="/", secure=secure, samesite="strict")
