"""The service as an ASGI app, made from settings and an open store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from catalog import __version__
from catalog.api import problems, tombstones
from catalog.api.headers import HeadAsGet, OpenToAll, SafeHeaders
from catalog.api.html import make_environment
from catalog.api.metrics import Metrics
from catalog.api.observing import Observed
from catalog.api.openapi import describe
from catalog.api.options import Options
from catalog.api.routes import (
    asking,
    catalog,
    changes,
    crawling,
    entries,
    finding,
    governance,
    graph_store,
    lineage,
    records,
    reports,
    sparql,
    start,
    state,
    terms,
    validating,
)
from catalog.api.service import Service
from catalog.bounded.clients import Budget
from catalog.records.registrar import Registrar
from catalog.settings import Settings
from catalog.sparql.request import PoolLimits
from catalog.store import CatalogStore

_STATIC: Final = Path(__file__).parent / "static"
_ROUTERS: Final = (  # those asked for most come first: each is tried in turn
    sparql.router,
    entries.router,
    lineage.router,
    start.router,
    finding.router,
    records.router,
    governance.router,
    reports.router,
    asking.router,
    validating.router,
    graph_store.router,
    terms.router,
    catalog.router,
    crawling.router,
    changes.router,
    state.router,
)


def create_app(
    settings: Settings, store: CatalogStore, registrar: Registrar | None = None
) -> FastAPI:
    """The app. It runs the query workers while it is up; the store is the caller's to close.

    :param registrar: says what may be written and how it is taken in; records by default.
    """
    options, metrics = _options(settings), Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = await run_in_threadpool(
            Service.start, options, store, app.state.pages, metrics, registrar
        )
        metrics.watch(service)
        app.state.service = service
        try:
            yield
        finally:
            await run_in_threadpool(service.stop)

    app = FastAPI(
        title="Headwaters",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,
    )
    app.state.pages, app.state.metrics = make_environment(options), metrics
    for router in _ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    problems.install(app)
    tombstones.install(app)
    # Any: an OpenAPI document holds values of every JSON type.
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's documented way
    app.add_middleware(OpenToAll)
    app.add_middleware(Observed, metrics=metrics)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SafeHeaders)
    return app


def _options(settings: Settings) -> Options:
    limits = PoolLimits(
        seconds=settings.deadline,
        most_seconds=settings.most_seconds,
        memory=settings.worker_memory,
        rows=settings.most_rows,
        bytes=settings.most_bytes,
        waiting=settings.waiting,
    )
    return Options(
        settings.public_url,
        settings.explorer_url,
        settings.workers,
        settings.most_page_rows,
        settings.updates,
        limits,
        budget=Budget(settings.client_seconds, settings.client_errors),
        client_workers=settings.client_workers,
        publisher=settings.publisher,
        license=settings.license,
    )


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = describe(app)
    return app.openapi_schema
