"""A zip archive opened without trusting what it says of itself."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from pathlib import PurePosixPath

from servicekit.sheets import refusals
from servicekit.sheets.limits import Limits

Parts = dict[str, bytes]

_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_WITHOUT_END = 1 << 62
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)


def open_parts(raw: bytes, limits: Limits) -> Parts:
    """The content of every entry by name, in the archive's order.

    Raises InvalidInput: archive_too_large, archive_entry_invalid, file_encrypted, file_damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _check_directory(archive.infolist(), limits)
            return _inflate(archive, limits)
    except _BROKEN:
        raise refusals.file_damaged() from None


def repack(parts: Parts) -> bytes:
    """The same content in an archive that says the truth: what the next reader is given."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _check_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.archive_entries:
        raise refusals.archive_too_large()
    names = {entry.filename.casefold() for entry in entries}
    if len(names) != len(entries) or not all(_is_proper(entry) for entry in entries):
        raise refusals.archive_entry_invalid()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise refusals.file_encrypted()
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise refusals.file_damaged()
    if sum(entry.file_size for entry in entries) > limits.archive_bytes:
        raise refusals.archive_too_large()


def _is_proper(entry: zipfile.ZipInfo) -> bool:
    """A plain relative path below the root, and no link."""
    name = entry.orig_filename
    path = PurePosixPath(name)
    if stat.S_ISLNK(entry.external_attr >> 16) or path.is_absolute():
        return False
    return bool(name) and ".." not in path.parts and not set(name) & set("\\:\0")


def _inflate(archive: zipfile.ZipFile, limits: Limits) -> Parts:
    parts: Parts = {}
    left = limits.archive_bytes
    for entry in archive.infolist():
        if not entry.is_dir():
            parts[entry.filename] = _content(archive, entry, min(left, limits.entry_bytes), limits)
            left -= len(parts[entry.filename])
    return parts


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int, limits: Limits) -> bytes:
    """Counts while inflating: the declared size is the archive's own word."""
    declared, entry.file_size = entry.file_size, _WITHOUT_END
    content = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            content += chunk
            _check_growth(len(content), most, entry.compress_size, limits)
    if len(content) != declared:
        raise refusals.file_damaged()
    return bytes(content)


def _check_growth(size: int, most: int, packed: int, limits: Limits) -> None:
    swollen = size > limits.ratio_from_bytes and size > packed * limits.ratio
    if size > most or swollen:
        raise refusals.archive_too_large()
