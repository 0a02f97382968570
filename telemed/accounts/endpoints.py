"""Signing in and out, refreshing, resetting, disabling: translation only."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Header, Response

from telemed.accounts import errors, recovery, sessions, sign_in
from telemed.accounts.cookies import CSRF_HEADER, REFRESH_COOKIE, clear_cookies, set_cookies
from telemed.accounts.errors import RefreshRefused
from telemed.accounts.policies import AsOperator, Public, SignedIn
from telemed.accounts.schemas import (
    PasswordChange,
    Refresh,
    ResetCompletion,
    ResetRequest,
    SessionList,
    SessionShown,
    SignIn,
    TokenAnswer,
)
from telemed.accounts.visitors import AVisitor
from telemed.db.deps import Configured, Now, Reading, Writing
from telemed.kit.errors import Invalid, Unavailable
from telemed.web import problems
from telemed.web.problems import responses

router = APIRouter(tags=["accounts"])


def _answer(tokens: sessions.Tokens) -> TokenAnswer:
    web = tokens.client == "web"
    return TokenAnswer(
        access_token=tokens.access_token,
        expires_in=tokens.expires_in,
        refresh_token=None if web else tokens.refresh_token,
        csrf_token=tokens.csrf_token if web else None,
    )


@router.post(
    "/sessions",
    status_code=201,
    responses=responses(errors.SignInRefused, Invalid, errors.TooManyAttempts, Unavailable),
)
async def create_session(_: Public, body: SignIn, visitor: AVisitor, now: Now, response: Response) -> TokenAnswer:
    """Sign in. Wrong password and unknown account get the same answer."""
    tokens = await sign_in.sign_in(visitor, body.login, body.password, body.client, now)
    if tokens.client == "web":
        set_cookies(response, visitor.settings, tokens)
    return _answer(tokens)


@router.post(
    "/sessions/refresh", response_model=TokenAnswer, responses=responses(errors.RefreshRefused, errors.CsrfRefused)
)
async def refresh_session(
    _: Public,
    session: Writing,
    settings: Configured,
    now: Now,
    body: Refresh | None = None,
    cookie: Annotated[str | None, Cookie(alias=REFRESH_COOKIE)] = None,
    csrf: Annotated[str | None, Header(alias=CSRF_HEADER)] = None,
) -> Response:
    """Exchange a refresh token, from the body or the cookie, for new tokens. A token works once; a retry soon after,
    when the answer was lost, gets the same answer again.
    """
    token = (body.refresh_token if body else None) or cookie or ""
    renewed = await sessions.refresh(session, settings, token, csrf, now)
    if isinstance(renewed, RefreshRefused):
        # Answered, not raised: the end of the stolen session must be committed.
        refused = problems.answer(renewed)
        clear_cookies(refused, settings)
        return refused
    response = Response(_answer(renewed).model_dump_json(), media_type="application/json")
    if renewed.client == "web":
        set_cookies(response, settings, renewed)
    return response


@router.get("/sessions", responses=responses(errors.TokenRefused))
async def list_sessions(caller: SignedIn, session: Reading, now: Now) -> SessionList:
    """My sign-ins that are open."""
    found = await sessions.sessions_of(session, caller.account_id, now)
    return SessionList(
        items=[
            SessionShown.model_validate({**row.model_dump(), "current": row.id == caller.session_id}) for row in found
        ]
    )


@router.delete("/sessions/current", status_code=204, responses=responses(errors.TokenRefused))
async def sign_out(caller: SignedIn, session: Writing, settings: Configured, now: Now, response: Response) -> None:
    """Sign out here."""
    await sessions.sign_out(session, caller.account_id, caller.session_id, now)
    clear_cookies(response, settings)


@router.delete("/sessions", status_code=204, responses=responses(errors.TokenRefused))
async def sign_out_everywhere(
    caller: SignedIn, session: Writing, settings: Configured, now: Now, response: Response
) -> None:
    """Sign out on every device, this one included."""
    await sessions.sign_out_everywhere(session, caller.account_id, now)
    clear_cookies(response, settings)


@router.delete("/sessions/{session_id}", status_code=204, responses=responses(errors.TokenRefused, errors.NotYours))
async def end_session(caller: SignedIn, session_id: UUID, session: Writing, now: Now) -> None:
    """Sign out one of my devices."""
    await sessions.sign_out(session, caller.account_id, session_id, now)


@router.post("/password-resets", status_code=202, responses=responses(Invalid, errors.TooManyAttempts))
async def request_password_reset(_: Public, body: ResetRequest, visitor: AVisitor, now: Now) -> None:
    """Mail a link that sets a new password. The answer is the same whether or not there is such an account."""
    await recovery.request_reset(visitor, body.login, now)


@router.post(
    "/password-resets/complete",
    status_code=204,
    responses=responses(errors.ResetRefused, Invalid, errors.TooManyAttempts),
)
async def complete_password_reset(_: Public, body: ResetCompletion, visitor: AVisitor, now: Now) -> None:
    """Set a new password with a mailed link; works once. Every sign-in of the account ends."""
    await recovery.complete_reset(visitor, body.token, body.password, now)


@router.put(
    "/account/password",
    status_code=204,
    responses=responses(errors.TokenRefused, errors.WrongPassword, errors.TooManyAttempts),
)
async def change_password(caller: SignedIn, body: PasswordChange, visitor: AVisitor, now: Now) -> None:
    """Change my password. Every other sign-in ends."""
    await recovery.change_password(visitor, caller, body.current, body.password, now)


@router.post(
    "/accounts/{account_id}/disable",
    status_code=204,
    responses=responses(errors.TokenRefused, errors.RoleMissing, errors.NotYours),
)
async def disable_account(caller: AsOperator, account_id: UUID, session: Writing, now: Now) -> None:
    """Shut an account: its sign-ins end at once."""
    await recovery.disable(session, account_id, actor_id=caller.account_id, now=now)


@router.post(
    "/accounts/{account_id}/enable",
    status_code=204,
    responses=responses(errors.TokenRefused, errors.RoleMissing, errors.NotYours),
)
async def enable_account(caller: AsOperator, account_id: UUID, session: Writing, now: Now) -> None:
    """Let an account sign in again."""
    await recovery.enable(session, account_id, actor_id=caller.account_id, now=now)
