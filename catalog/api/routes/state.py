"""How the service is."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from catalog import __version__
from catalog.api.examples import HEALTH, answers
from catalog.api.problems import errors
from catalog.api.service import ServiceOf

router = APIRouter(tags=["Service"])


@router.get(
    "/health",
    summary="Whether the service works, and how much it holds",
    responses={**answers("It works.", HEALTH), **errors(502)},
)
def health(service: ServiceOf) -> dict[str, str | int]:
    """The number of the last commit, of published records and of things they are about.

    Also the engine of the graph and the last commit it holds; where that engine does not answer,
    this is a 502.
    """
    return {
        "status": "ok",
        "version": __version__,
        "commit": service.store.head,
        "records": service.store.journal.count(),
        "things": service.store.search.count(),
        "engine": service.store.graph.engine,
        "graph_commit": service.store.graph.commit_number(),
    }


@router.get(
    "/metrics",
    summary="What the service counts, for Prometheus",
    response_class=Response,
    responses={200: {"description": "Prometheus text format.", "content": {"text/plain": {}}}},
)
def metrics(request: Request) -> Response:
    """Requests, queries, workers, store and process, in the text format of Prometheus.

    A proxy that shows the service to the internet may keep this address to itself.
    """
    return Response(
        request.app.state.metrics.text(),
        headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"},
    )
