"""Many writers at once: what one has written no other overwrites unseen."""

from __future__ import annotations

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from catalog.errors import ConflictError
from catalog.store import CatalogStore, Change
from catalog.store.tokens import Scope
from tests.api.conftest import running
from tests.api.writers import TURTLE, token_for
from tests.conftest import small_record

RECORD = "https://w3id.org/headwaters/record/test/unresolved/a-name"
THING = "https://w3id.org/headwaters/id/unresolved/a-name"
PATH = "/record/test/unresolved/a-name"
COUNT = re.compile(r'"edit (\d+)"')
NAME = "<http://purl.org/dc/terms/alternative>"


def edit(client: httpx.Client) -> Counter[int]:
    """Count one more in the record, as often as it takes; the statuses met."""
    met: Counter[int] = Counter()
    while not met[204]:
        held = client.get(PATH, headers={"Accept": "application/n-triples"})
        counted = COUNT.sub(lambda found: f'"edit {int(found[1]) + 1}"', held.text)
        answer = client.put(
            PATH,
            content=counted,
            headers={"Content-Type": "application/n-triples", "If-Match": held.headers["etag"]},
        )
        met[answer.status_code] += 1
        assert answer.status_code in (204, 412, 503), answer.text
        time.sleep(float(answer.headers.get("retry-after", 0)))
    return met


def editors(store: CatalogStore, count: int, edits: int) -> Counter[int]:
    """Have some editors change one record at once; all statuses met."""
    token = token_for(store, Scope.PUBLISH)
    with running(store) as address:

        def work(_: int) -> Counter[int]:
            met: Counter[int] = Counter()
            with httpx.Client(
                base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=120
            ) as client:
                for _ in range(edits):
                    met += edit(client)
            return met

        with httpx.Client(base_url=address, timeout=120) as client:
            text = small_record("a-name", 'dct:alternative "edit 0" ;')
            made = client.put(PATH, content=text,
                              headers={**TURTLE, "Authorization": f"Bearer {token}"})  # fmt: skip
            assert made.status_code == 201
        with ThreadPoolExecutor(count) as pool:
            return sum(pool.map(work, range(count)), Counter[int]())


@pytest.mark.parametrize(
    ("count", "edits"), [(8, 2), pytest.param(16, 20, marks=[pytest.mark.endurance])]
)
@pytest.mark.timeout(900)
def test_no_edit_is_lost(own: CatalogStore, count: int, edits: int) -> None:
    met = editors(own, count, edits)
    history = own.journal.history(RECORD)
    numbers = [int(COUNT.findall(commit.state or "")[0]) for commit in history]
    # Each commit counts on from the one before: nobody wrote on what he had not seen.
    assert numbers == list(range(count * edits + 1))
    assert met[204] == count * edits
    assert set(met) <= {204, 412, 503}


def test_updates_wait_for_each_other(own: CatalogStore) -> None:
    token = token_for(own, Scope.ADMIN)
    with running(own, updates=True) as address:

        def work(number: int) -> int:
            text = f'INSERT DATA {{ GRAPH <{RECORD}> {{ <{THING}> {NAME} "name {number}" }} }}'
            answer = httpx.post(
                f"{address}/sparql",
                content=text,
                headers={
                    "Authorization": f"Bearer {token}",
                    "Content-Type": "application/sparql-update",
                },
                timeout=120,
            )
            return answer.status_code

        headers = {**TURTLE, "Authorization": f"Bearer {token}"}
        made = httpx.put(address + PATH, content=small_record("a-name"), headers=headers)
        assert made.status_code == 201
        with ThreadPoolExecutor(6) as pool:
            assert list(pool.map(work, range(6))) == [200] * 6
    assert (own.journal.state(RECORD) or "").count(NAME) == 6


def test_a_commit_from_elsewhere_is_not_overwritten(own: CatalogStore) -> None:
    before = own.head
    state = f'<{RECORD}> <urn:p> "%s" .\n'
    own.commit([Change(RECORD, THING, state % 1)], actor="a", message="", after=before)
    with pytest.raises(ConflictError, match=f"worked out on commit {before}"):
        own.commit([Change(RECORD, THING, state % 2)], actor="b", message="", after=before)
    assert own.journal.state(RECORD) == state % 1
