"""What statements add to the service."""

from fastapi import APIRouter

from servicekit.backbone import Backbone
from services.charity.statements import api
from services.charity.statements.books import StatementBooks
from services.charity.statements.posting import Posting


def wire(backbone: Backbone) -> list[APIRouter]:
    books = StatementBooks(backbone.database)
    backbone.provide(StatementBooks, books)
    backbone.follow(Posting(backbone.database, backbone.journal, books))
    return [api.router]
