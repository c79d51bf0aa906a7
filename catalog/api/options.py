"""What the routes need to know of the settings; `app` makes it, so that nothing else reads them."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalog.bounded.clients import Budget
from catalog.sparql.request import PoolLimits


@dataclass(frozen=True, slots=True)
class Options:
    """How one service is set up."""

    public_url: str | None = None
    explorer_url: str | None = None
    workers: int = 2
    most_page_rows: int = 1_000
    """Rows a page for browsers shows at most."""
    updates: bool = False
    """Whether SPARQL Update is on, for tokens of scope admin."""
    limits: PoolLimits = field(default_factory=PoolLimits)
    budget: Budget = field(default_factory=Budget)
    client_workers: int = 0
    """How many workers one client may hold at once; 0 means half of them."""
    publisher: str = "The Headwaters editors"
    license: str = "https://creativecommons.org/publicdomain/zero/1.0/"
