"""An uploaded file as a route takes it: its bytes, its hash, the attempt it belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, File, Request, UploadFile
from pydantic import BaseModel

from servicekit.errors import FieldError
from servicekit.idempotency import AttemptOf, IdempotencyKey
from servicekit.problems import preferred
from servicekit.sheets.grid import Grid
from servicekit.sheets.limits import Limits
from servicekit.sheets.reading import SheetReader

UploadedFile = Annotated[UploadFile, File(description="XLSX 工作簿或 CSV 文本，最大 10 MiB")]


class Notice(BaseModel):
    """Something the sender should know although the file was taken."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Upload:
    """`content` is the file; two files of the same content are the same file."""

    request: Request
    key: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    def attempt(self, *options: object) -> AttemptOf:
        """The attempt, told from others by the file's content and the options it was sent with."""
        body = "|".join([self.sha256, *(str(option) for option in options)])
        return AttemptOf(self.key, self.request.method, self.request.url.path, body.encode())

    async def grid(self, limits: Limits | None = None) -> Grid:
        """Its rows, read apart from this process. Raises InvalidInput naming what is wrong."""
        provided: dict[object, SheetReader] = self.request.app.state.provides
        return await provided.setdefault(SheetReader, SheetReader()).read(self.content, limits)

    def show(self, warnings: Sequence[FieldError]) -> list[Notice]:
        """Warnings in the language the request prefers."""
        language = preferred(self.request.scope)
        return [
            Notice(pointer=w.pointer, code=w.code, detail=w.sentence(language)) for w in warnings
        ]


async def upload(request: Request, file: UploadedFile, key: IdempotencyKey) -> Upload:
    """Dependency: the form's field `file`, whole (its size is limited before)."""
    return Upload(request, key, await file.read())


Uploaded = Annotated[Upload, Depends(upload)]
