"""How the service is."""

from __future__ import annotations

from fastapi import APIRouter

from catalog import __version__
from catalog.api.examples import HEALTH, answers
from catalog.api.service import ServiceOf

router = APIRouter(tags=["Service"])


@router.get(
    "/health",
    summary="Whether the service works, and how much it holds",
    responses=answers("It works.", HEALTH),
)
def health(service: ServiceOf) -> dict[str, str | int]:
    """The number of the last commit, of published records and of things they are about."""
    return {
        "status": "ok",
        "version": __version__,
        "commit": service.store.head,
        "records": service.store.journal.count(),
        "things": service.store.search.count(),
    }
