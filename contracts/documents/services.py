"""OpenAPI of every service with an API, built from the service itself with nothing running.

The service is named, not imported: contracts depend on nothing of ours, and only whoever runs
`contracts.generate` needs the services beside them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

SERVICES = ("registry", "volunteers", "charity", "metrics")
"""The portal has pages only; it passes /api through to these."""


def openapi_of(service: str) -> dict[str, Any]:
    document: dict[str, Any] = app_of(service).openapi()
    return document


def app_of(service: str) -> Any:
    """The service's FastAPI app with nothing behind it: good for asking what it offers."""
    settings_module: Any = import_module("servicekit.settings")
    app_module: Any = import_module("servicekit.app")
    main: Any = import_module(f"services.{service}.main")
    settings = settings_module.Settings(
        port=0, jwks="jwks.json", profile="embedded", database=service
    )
    return app_module.create_app(main.build(settings))
