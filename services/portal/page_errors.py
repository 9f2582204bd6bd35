"""What a page shows when it has nothing to show: what is wrong, in plain words, and the cure."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from servicekit.errors import DomainError
from services.portal.figures import Unanswered
from services.portal.question import BadQuestion
from services.portal.rendering import page
from services.portal.session import SignInNeeded, forget

Handler = Callable[[Request, Exception], Awaitable[Response]]

# Title and sentence by status; the rest is an error of ours.
SENTENCES = {
    404: ("not_found_title", "not_found"),
    405: ("not_found_title", "not_found"),
    403: ("forged_title", "forged"),
}


def install(app: FastAPI) -> None:
    """After problems.install: programs keep their problem documents, people get pages."""
    app.add_exception_handler(BadQuestion, _bad_question)
    app.add_exception_handler(Unanswered, _unanswered)
    app.add_exception_handler(SignInNeeded, _sign_in)
    for kind in (HTTPException, DomainError):
        for_programs = cast(Handler, app.exception_handlers[kind])
        app.add_exception_handler(kind, _for_people_or(for_programs))


def _bad_question(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadQuestion)
    return _sorry(request, 400, "bad_title", f"bad_{error.field}")


def _unanswered(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unanswered)
    if error.reason == "sign_in":
        return _sign_in(request, SignInNeeded(expired=True))
    if error.reason == "refused":
        status = error.status if error.status in {400, 403, 404, 422} else 403
        return _sorry(request, status, "refused_title", "refused", detail=error.detail)
    return _sorry(request, 503, "away_title", "away", retry=True)


def _sorry(
    request: Request, status: int, title: str, text: str, *, detail: str = "", retry: bool = False
) -> Response:
    """The panel of events gets a panel, everything else a page."""
    in_panel = request.headers.get("hx-target") == "trace"
    template = "error_panel.html" if in_panel else "error.html"
    return page(request, template, status, title=title, text=text, detail=detail, retry=retry)


def _sign_in(request: Request, error: Exception) -> Response:
    """To the sign-in page; a fragment must leave the page it would have been put into."""
    assert isinstance(error, SignInNeeded)
    target = "/sign-in?ended=1" if error.expired else "/sign-in"
    if request.headers.get("hx-request") == "true":
        response: Response = Response(status_code=204, headers={"HX-Redirect": target})
    else:
        response = RedirectResponse(target, 303)
    if error.expired:
        forget(response, request.app.state.settings)
    return response


def _for_people_or(for_programs: Handler) -> Handler:
    async def answer(request: Request, error: Exception) -> Response:
        if not _a_person_asks(request):
            return await for_programs(request, error)
        status = error.status_code if isinstance(error, HTTPException) else _status(error)
        return _sorry(request, status, *SENTENCES.get(status, ("error_title", "error")))

    return answer


def _status(error: Exception) -> int:
    return error.status if isinstance(error, DomainError) else 500


def _a_person_asks(request: Request) -> bool:
    if request.url.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")
