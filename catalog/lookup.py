"""From what a person types to the one thing they mean."""

from __future__ import annotations

from typing import Final

from rapidfuzz import fuzz, process, utils

from catalog.errors import AmbiguousError, NotFoundError
from catalog.model import Thing
from catalog.store.search import SearchIndex
from catalog.terms import KINDS, THINGS

_NEAR: Final = 5
_CANDIDATES: Final = 2_000
_LIKENESS: Final = 60.0


def find_thing(index: SearchIndex, asked: str) -> Thing:
    """The thing an IRI, a `kind/slug`, a slug or an exact name stands for.

    :raises NotFoundError: where there is none, with up to five things of similar name.
    :raises AmbiguousError: where a slug or name belongs to several things.
    """
    wanted = asked.strip()
    kind, _, slug = wanted.removeprefix(THINGS).partition("/")
    if wanted.startswith(THINGS) or (kind in KINDS and slug):
        found = index.thing(f"{THINGS}{kind}/{slug}")
        if found:
            return found
        raise NotFoundError(wanted, near(index, slug))
    if "://" in wanted:
        found = index.thing(wanted)
        if found:
            return found
        raise NotFoundError(wanted)
    named = index.named(wanted)
    if len(named) > 1:
        raise AmbiguousError(wanted, named)
    if not named:
        raise NotFoundError(wanted, near(index, wanted))
    return named[0]


def near(index: SearchIndex, name: str) -> list[Thing]:
    """Up to five things whose title or slug is like a name, the likest first."""
    candidates = index.similar(name, _CANDIDATES)
    scored: dict[str, tuple[float, Thing]] = {}
    for text in ("title", "slug"):
        for _, score, position in process.extract(
            name,
            [getattr(thing, text) for thing in candidates],
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            limit=_NEAR,
            score_cutoff=_LIKENESS,
        ):
            thing = candidates[position]
            best_so_far = scored.get(thing.iri, (0.0, thing))
            scored[thing.iri] = (max(best_so_far[0], score), thing)
    best = sorted(scored.values(), key=lambda pair: (-pair[0], pair[1].iri))
    return [thing for _, thing in best[:_NEAR]]
