"""The XML of a workbook: no declarations that could make a parser fetch or swell."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from servicekit.sheets import refusals

Attributes = dict[str, str]
OnStart = Callable[[str, Attributes], None]
OnText = Callable[[str], None]


def _forbidden(*_anything: object) -> NoReturn:
    raise refusals.xml_forbidden()


def scan(content: bytes, on_start: OnStart | None = None) -> None:
    """Walk the elements of one part, prefixes removed from their names.

    Raises InvalidInput `xml_forbidden` at a DOCTYPE, before anything it declares is read;
    `file_damaged` when it is no XML.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _forbidden
    parser.EntityDeclHandler = _forbidden
    parser.ExternalEntityRefHandler = _forbidden
    if on_start is not None:
        parser.StartElementHandler = lambda name, found: on_start(name.rpartition(":")[2], found)
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise refusals.file_damaged() from None


def local(attributes: Attributes, name: str) -> str:
    """An attribute by its name without prefix ('r:id' for 'id'); '' when absent."""
    found = attributes.get(name)
    if found is not None:
        return found
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == name), "")
