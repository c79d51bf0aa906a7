"""What an operator can set: by environment variables that begin with HEADWATERS_.

Read once, by the command line or by whoever starts the service, and passed on as a value;
nothing else looks at the environment (docs: architecture, section 5).
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from catalog.errors import UsageError


class Settings(BaseSettings):
    """The settings of one service, as HEADWATERS_STORE or HEADWATERS_DEADLINE."""

    model_config = SettingsConfigDict(env_prefix="HEADWATERS_", frozen=True, extra="ignore")

    store: Path = Field(Path("headwaters-data"), description="The folder of the catalogue.")
    server: str | None = Field(None, description="A running service to talk to instead.")
    graph: str | None = Field(
        None,
        repr=False,
        description="A SPARQL service that holds the graph, as sparql+http://host:port/query.",
    )
    public_url: str | None = Field(
        None,
        description="The address readers know the service by, where a proxy stands before it.",
    )
    explorer_url: str | None = Field(None, description="The address of the explorer, to link to.")
    log: Literal["text", "json"] = Field(
        "text", description="How to write to stderr: failures in words, or every request as JSON."
    )
    publisher: str = Field(
        "The Headwaters editors", description="Who publishes the catalogue, as it says of itself."
    )
    license: str = Field(
        "https://creativecommons.org/publicdomain/zero/1.0/",
        description="The address of the license that the records are under.",
    )
    workers: int = Field(2, ge=1, le=64, description="Processes that run strangers' queries.")
    deadline: float = Field(10.0, gt=0, le=60, description="Seconds a query may take by default.")
    most_seconds: float = Field(60.0, gt=0, description="Seconds a query may ask for at most.")
    most_rows: int = Field(1_000_000, ge=1, description="Rows an answer has at most.")
    most_page_rows: int = Field(1_000, ge=1, description="Rows a page for browsers shows at most.")
    most_bytes: int = Field(50 * 1024**2, ge=1024, description="Bytes an answer has at most.")
    worker_memory: int = Field(2 * 1024**3, description="Bytes of memory a query may use.")
    client_seconds: float = Field(
        60.0, ge=0, description="Seconds of query time one address has a minute; 0: no bound."
    )
    client_errors: float = Field(
        30.0, ge=0, description="Queries of one address that may fail in a minute; 0: no bound."
    )
    client_workers: int = Field(
        0, ge=0, description="Workers one address may hold at once; 0: half of them."
    )
    updates: bool = Field(
        False, description="Whether holders of an admin token may send SPARQL Update."
    )
    waiting: int = Field(16, ge=0, description="Queries that may wait for a free worker.")


def read_settings() -> Settings:
    """The settings of the environment.

    :raises UsageError: where one of them is none; its value is not repeated, it may be a secret.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"HEADWATERS_{str(found['loc'][0]).upper()}: {found['msg']}" for found in error.errors()
        )
        raise UsageError(f"{wrong}.") from error
