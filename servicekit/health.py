"""/livez: the process answers. /readyz: what it needs answers too, or 503 and which does not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse

# Gives None when all is well, else one sentence saying what is wrong.
Check = Callable[[], Awaitable[str | None]]
CHECK_SECONDS = 2.0


async def failing(checks: Mapping[str, Check], seconds: float = CHECK_SECONDS) -> dict[str, str]:
    """The checks that do not pass, with their sentence; all run at once, each within `seconds`."""
    sentences = await asyncio.gather(*(_run(check, seconds) for check in checks.values()))
    return {name: text for name, text in zip(checks, sentences, strict=True) if text is not None}


async def _run(check: Check, seconds: float) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except TimeoutError:
        return f"没有在 {seconds:g} 秒内答复"
    except Exception as error:  # a check that breaks is a check that fails
        return f"检查出错：{type(error).__name__}"


def router(checks: Mapping[str, Check]) -> APIRouter:
    """The two probes; `checks` may still grow after the app is made."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/livez")
    async def livez() -> JSONResponse:
        return JSONResponse({"status": "alive"})

    @routes.get("/readyz")
    async def readyz() -> JSONResponse:
        wrong = await failing(checks)
        if not wrong:
            return JSONResponse({"status": "ready", "checks": sorted(checks)})
        listed = [{"check": name, "detail": detail} for name, detail in wrong.items()]
        return JSONResponse({"status": "not_ready", "failing": listed}, status_code=503)

    return routes
