"""Signing in to the demonstration, signing out, and the choice of language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.portal.origin import from_our_pages, local_path
from services.portal.proxy import ForgedRequest
from services.portal.rendering import page
from services.portal.session import A_YEAR, LANGUAGE, forget, identities, remember
from services.portal.settings import PortalSettings

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    settings: PortalSettings = request.app.state.settings
    demonstration = settings.profile == "embedded"
    return page(
        request,
        "sign_in.html",
        demonstration=demonstration,
        identities=identities(settings.identities) if demonstration else [],
        ended=request.query_params.get("ended") == "1",
    )


@router.post("/sign-in")
async def sign_in(request: Request, who: Annotated[int, Form(ge=0)]) -> Response:
    """Take on identity number `who` of the list; refused outside the demonstration."""
    settings: PortalSettings = request.app.state.settings
    _require_our_page(request)
    known = identities(settings.identities) if settings.profile == "embedded" else []
    if who >= len(known):
        return RedirectResponse("/sign-in", 303)
    response = RedirectResponse("/", 303)
    remember(response, known[who].token, settings)
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    _require_our_page(request)
    response = RedirectResponse("/sign-in", 303)
    forget(response, request.app.state.settings)
    return response


@router.post("/language")
async def choose_language(
    request: Request, language: Annotated[str, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    _require_our_page(request)
    response = RedirectResponse(local_path(back), 303)
    chosen = "en" if language == "en" else "zh"
    response.set_cookie(LANGUAGE, chosen, max_age=A_YEAR, httponly=True, samesite="strict")
    return response


def _require_our_page(request: Request) -> None:
    if not from_our_pages(request):
        raise ForgedRequest()
