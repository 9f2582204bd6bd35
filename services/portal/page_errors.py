"""What a page shows when it has nothing to show: what is wrong, in plain words, and the cure."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from servicekit import problems
from servicekit.errors import DomainError
from services.portal.figures import Unanswered
from services.portal.question import BadQuestion
from services.portal.rendering import page
from services.portal.session import SignInNeeded, forget


def install(app: FastAPI) -> None:
    """After problems.install: programs keep their problem documents, people get pages."""
    app.add_exception_handler(BadQuestion, _bad_question)
    app.add_exception_handler(Unanswered, _unanswered)
    app.add_exception_handler(SignInNeeded, _sign_in)
    for kind in (HTTPException, DomainError):
        app.add_exception_handler(kind, _for_people_or_programs(app.exception_handlers[kind]))


def _bad_question(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadQuestion)
    return page(
        request, _template(request), 400, title="bad_title", text=f"bad_{error.field}", detail="", retry=False
    )


def _unanswered(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unanswered)
    if error.reason == "sign_in":
        return _sign_in(request, SignInNeeded(expired=True))
    if error.reason == "refused":
        status = error.status if error.status in {400, 403, 404, 422} else 403
        return page(
            request, _template(request), status, title="refused_title", text="refused",
            detail=error.detail, retry=False,
        )  # fmt: skip
    return page(
        request, _template(request), 503, title="away_title", text="away", detail="", retry=True
    )


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


def _for_people_or_programs(for_programs):  # type: ignore[no-untyped-def]
    async def answer(request: Request, error: Exception) -> Response:
        if not _a_person_asks(request):
            return await for_programs(request, error)
        status = getattr(error, "status", None) or getattr(error, "status_code", 500)
        title, text = {404: ("not_found_title", "not_found"), 403: ("forged_title", "forged")}.get(
            status, ("error_title", "error")
        )
        return page(request, _template(request), status, title=title, text=text, detail="", retry=False)

    return answer


def _template(request: Request) -> str:
    """The panel of events gets a panel, everything else a page."""
    return "error_panel.html" if request.headers.get("hx-target") == "trace" else "error.html"


def _a_person_asks(request: Request) -> bool:
    if request.url.path.startswith("/api/"):
        return False
    return "text/html" in request.headers.get("accept", "")
