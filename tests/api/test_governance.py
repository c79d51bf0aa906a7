"""Findings and suppositions over a small catalogue in which every name is ours."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from pyoxigraph import RdfFormat, parse

from catalog.api import asking, difference_page, findings_page
from catalog.api.service import Service
from catalog.errors import BusyError
from catalog.governance.asked import supposition_in
from catalog.governance.changes import changes as changes_in
from catalog.governance.evaluate import findings_of
from catalog.governance.finding import Status
from catalog.governance.upkeep import refresh
from catalog.governance.what_if import suppose
from catalog.governance.world_changes import Window
from catalog.store import CatalogStore
from catalog.terms import HW, term
from tests.api.conftest import BROWSER, commit, serve
from tests.api.testing import TestClient
from tests.conftest import records_of

BASE = "https://w3id.org/headwaters/"
MODEL = BASE + "id/model/reader"
DAY = "2026-11-24"
PROFILE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hw: <https://w3id.org/headwaters/ns#> .
@prefix it6: <http://data.europa.eu/it6/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ns: <https://w3id.org/headwaters/ns/> . @prefix id: <https://w3id.org/headwaters/id/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://w3id.org/headwaters/record/test/{name}> a dcat:CatalogRecord ;
  foaf:primaryTopic <https://w3id.org/headwaters/id/{name}> ; hw:confidence "{code}" .
<https://w3id.org/headwaters/id/{name}> dct:title "{title}"@en ;
  dct:identifier "{slug}" ; {said} .
"""
SHARE_ALIKE = """a dct:LicenseDocument ;
  hw:licenseTerm <https://w3id.org/headwaters/ns/license-term/share-alike>,
    <https://w3id.org/headwaters/ns/license-term/attribution> ;
  hw:extendsToModels <https://w3id.org/headwaters/ns/reach/silent>"""
PLAIN = "a dct:LicenseDocument"
LICENSED = """a dcat:Dataset ; dct:publisher <https://w3id.org/headwaters/id/organization/abbey> ;
  dct:creator <https://w3id.org/headwaters/id/organization/abbey> ;
  dct:license <https://w3id.org/headwaters/id/license/alike> ;
  hw:hasLicenseAssertion [ a hw:LicenseAssertion ;
    dct:license <https://w3id.org/headwaters/id/license/alike> ;
    hw:licenseScope <https://w3id.org/headwaters/ns/license-scope/content> ]"""
TRAINED = """a it6:MachineLearningModel ;
  it6:trainedOn <https://w3id.org/headwaters/id/dataset/herbal>"""


def _record(name: str, title: str, said: str, code: str = "V") -> str:
    return PROFILE.format(name=name, title=title, said=said, code=code, slug=name.partition("/")[2])


@pytest.fixture(scope="module")
def abbey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CatalogStore]:
    """A model trained on a book under share-alike, and who looks after the book."""
    with CatalogStore.open(tmp_path_factory.mktemp("abbey") / "store", create=True) as store:
        texts = (
            _record("license/alike", "Alike 1.0", SHARE_ALIKE),
            _record("license/plain", "Plain 1.0", PLAIN),
            _record("organization/abbey", "The Abbey", "a <http://www.w3.org/ns/org#Organization>"),
            _record("dataset/herbal", "Herbal <b>", LICENSED, "K"),
            _record("model/reader", "Reader", TRAINED),
        )
        commit(store, records_of(*texts))
        refresh(store, DAY)
        yield store


@pytest.fixture(scope="module")
def asked(abbey: CatalogStore) -> Iterator[TestClient]:
    with serve(abbey) as client:
        yield client


def _page(client: TestClient, address: str) -> str:
    answer = client.get(address, headers={"Accept": BROWSER})
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return " ".join(answer.text.split())


def test_findings_as_json_are_those_of_the_rules(asked: TestClient, abbey: CatalogStore) -> None:
    answer = asked.get(f"/findings/model/reader?as_of={DAY}")
    assert answer.headers["content-type"] == "application/json"
    found = answer.json()
    assert found == {**findings_of(abbey, MODEL, DAY).to_json(), "sparql": None}
    assert (found["subject"], found["as_of"], found["commit"]) == (MODEL, DAY, abbey.head)
    (weights,) = [one for one in found["findings"] if one["reason"] == "SA-WEIGHTS"]
    assert weights["status"] == "unsettled"
    assert weights["path"] == [
        {
            "from": BASE + "id/dataset/herbal",
            "to": MODEL,
            "kind": "learn",
            "property": "it6:trainedOn",
            "record": BASE + "record/test/model/reader",
        }
    ]
    assert weights["confidence"] == "K"


def test_findings_by_default_are_those_of_today(asked: TestClient) -> None:
    answer = asked.get("/findings/model/reader")
    past = asked.get("/findings/model/reader?as_of=2020-01-01")
    assert answer.headers["etag"] != past.headers["etag"]
    again = {"If-None-Match": answer.headers["etag"]}
    assert asked.get("/findings/model/reader", headers=again).status_code == 304


@pytest.mark.parametrize(
    ("accept", "ending", "rdf_format"),
    [
        ("text/turtle", "ttl", RdfFormat.TURTLE),
        ("application/ld+json", "jsonld", RdfFormat.JSON_LD),
        ("application/n-triples", "nt", RdfFormat.N_TRIPLES),
    ],
)
def test_findings_as_rdf(
    asked: TestClient, abbey: CatalogStore, accept: str, ending: str, rdf_format: RdfFormat
) -> None:
    address = f"/findings/model/reader?as_of={DAY}"
    answer = asked.get(address, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == accept
    assert answer.content == asked.get(f"{address}&format={ending}").content
    triples = [quad.triple for quad in parse(answer.content, format=rdf_format)]
    subjects = {t.subject for t in triples if t.object == term("hw:Finding")}
    assert len(subjects) == len(findings_of(abbey, MODEL, DAY).findings)
    assert all(str(s).startswith(f"<{BASE}findings/model/reader#R") for s in subjects)
    assert {t.predicate.value.removeprefix(HW) for t in triples} >= {
        "rule", "status", "reasonCode", "engineVersion", "evaluatedAt", "onPath", "confidence",
    }  # fmt: skip


def test_forms_that_are_not_offered(asked: TestClient) -> None:
    answer = asked.get("/findings/model/reader", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.json()["offered"] == [
        "application/json",
        "text/turtle",
        "application/ld+json",
        "application/rdf+xml",
        "application/n-triples",
        "text/html",
    ]
    assert asked.get("/findings/model/reader?format=png").status_code == 400
    assert asked.get("/findings/model/nobody").status_code == 404


def test_a_day_that_is_none(asked: TestClient) -> None:
    for address in (
        "/findings/model/reader?",
        "/what-if?withdraw=herbal&",
        "/reports/mof/model/reader?",
    ):
        answer = asked.get(address + "as_of=tomorrow")
        assert answer.status_code == 400
        assert answer.json()["detail"] == "as_of: “tomorrow” is no date; write it as 2026-11-24."


def test_the_page_groups_findings_by_what_they_amount_to(
    asked: TestClient, abbey: CatalogStore
) -> None:
    page = _page(asked, f"/findings/model/reader?as_of={DAY}")
    found = findings_of(abbey, MODEL, DAY)
    statuses = [f'<h2 id="{s.value}">{w.head}' for s, w in findings_page.WORDS.items()]
    places = [page.find(heading) for heading in statuses]
    present = [place for place in places if place >= 0]
    assert present == sorted(present)
    assert {s.value for s, place in zip(Status, places, strict=True) if place >= 0} == {
        status for status, number in found.counts.items() if number
    }
    assert page.count('<article class="finding') == len(found.findings)
    for anchor in findings_page.anchors(found):
        assert f'id="{anchor}"' in page
    assert '<article class="finding is-open"' in page
    assert "Herbal &lt;b&gt;" in page
    assert "Herbal <b>" not in page


def test_the_page_draws_the_way_and_links_what_it_rests_on(asked: TestClient) -> None:
    page = _page(asked, f"/findings/model/reader?as_of={DAY}")
    assert (
        '<li><span class="place"><a href="/page/dataset/herbal">Herbal &lt;b&gt;</a></span></li>'
        in page
    )
    assert (
        '<a href="/record/test/model/reader" title="Learned from (“trained on”), as the record of '
        'test states">learned by</a></span> <span class="place end">'
        '<a href="/page/model/reader">Reader</a>' in page
    )
    assert '<a class="mono" href="/record/test/dataset/herbal">test/dataset/herbal</a>' in page
    assert (
        'The least sure of them: <span class="badge sure-K" title="Widely known. Widely '
        'documented; the source was not opened again and should be.">K</span> Widely known.' in page
    )


def test_nothing_found_is_not_the_same_as_none(asked: TestClient) -> None:
    words = "Nothing recorded that a rule speaks to; that is not the same as none."
    assert words in _page(asked, "/findings/organization/abbey")


def test_every_status_has_words_and_none_is_a_verdict() -> None:
    assert list(findings_page.WORDS) == list(Status)
    opened = {status for status, words in findings_page.WORDS.items() if words.is_open}
    assert opened == {Status.UNKNOWN, Status.UNSETTLED}


def test_an_iri_of_a_finding_leads_to_it(asked: TestClient, abbey: CatalogStore) -> None:
    query = (
        "PREFIX hw: <https://w3id.org/headwaters/ns#> "
        'SELECT ?finding WHERE { ?finding a hw:Finding ; hw:reasonCode "SA-WEIGHTS" }'
    )
    page = asked.get("/sparql", params={"query": query}, headers={"Accept": BROWSER}).text
    anchor = next(a for a in findings_page.anchors(findings_of(abbey, MODEL, DAY)) if "R5" in a)
    assert f'href="/findings/model/reader#{anchor}"' in page


def test_an_entry_shows_what_the_rules_find(asked: TestClient) -> None:
    page = _page(asked, "/page/model/reader")
    assert "<h2>What the rules find</h2>" in page
    assert page.count('<article class="finding') == 3
    assert 'href="/findings/model/reader#unsettled" class="is-open"' in page
    assert 'href="/reports/mof/model/reader"' in page
    assert "What the rules find" not in _page(asked, "/page/organization/abbey")


def test_findings_in_the_graph_do_not_count_as_mentions(asked: TestClient) -> None:
    data = asked.get("/data/dataset/herbal.json").json()["referenced_by"]
    assert data["total"] == 1
    assert [one["record"] for one in data["items"]] == [BASE + "record/test/model/reader"]
    assert asked.get("/data/model/reader.json").json()["referenced_by"] == {
        "total": 0,
        "items": [],
    }


def test_what_if_is_the_difference_and_writes_nothing(
    asked: TestClient, abbey: CatalogStore
) -> None:
    before = abbey.head
    answer = asked.get("/what-if", params={"license": "herbal=plain", "as_of": DAY})
    supposition = supposition_in(abbey, {"license": "herbal=plain"})
    assert answer.json() == suppose(abbey, supposition, DAY, most=500).to_json()
    assert "SA-WEIGHTS" in [one["reason"] for one in answer.json()["go"]]
    assert answer.json()["touched_total"] == 1
    assert answer.json()["stewards"] == [
        {"iri": BASE + "id/organization/abbey", "title": "The Abbey"}
    ]
    assert abbey.head == before


def test_the_page_of_a_supposition(asked: TestClient) -> None:
    page = _page(asked, f"/what-if?license=herbal%3Dplain&as_of={DAY}")
    assert "<h1>Suppose Herbal &lt;b&gt; were under Plain 1.0 from now on.</h1>" in page
    assert "Downstream of it lies 1 of the 5 things in this catalogue. Nothing was written." in page
    assert '<h2 id="go">Would go' in page
    assert '<a href="/page/organization/abbey">The Abbey</a>' in page
    assert 'value="herbal"' in page
    assert 'value="plain"' in page


def test_the_forms_lead_to_an_address_to_share(asked: TestClient) -> None:
    page = _page(asked, "/what-if")
    assert page.count('<form class="card" action="/what-if">') == 3
    filled = {
        "suppose": "signal",
        "id": " herbal ",
        "to": "disallow",
        "category": "ai-train",
        "as_of": DAY,
    }
    answer = asked.get("/what-if", params=filled, headers={"Accept": BROWSER})
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"/what-if?signal=herbal%3Ddisallow%3Aai-train&as_of={DAY}"
    )
    assert "Suppose a signal on Herbal" in _page(asked, answer.headers["location"])
    withdrawn = {"suppose": "withdraw", "id": "herbal"}
    answer = asked.get("/what-if", params=withdrawn, headers={"Accept": BROWSER})
    assert answer.headers["location"] == "/what-if?withdraw=herbal"


@pytest.mark.parametrize(
    ("asked_for", "status", "words"),
    [
        (
            "",
            400,
            "Suppose one thing: withdraw=ID, license=ID=LICENSE or signal=ID=VALUE; none came.",
        ),
        ("withdraw=herbal&signal=herbal=allow", 400, "ID=VALUE; 2 came."),
        ("license=herbal", 400, "license: “herbal” lacks a part; write it as ID=VALUE."),
        ("license=herbal=", 400, "license: “herbal=” lacks a part; write it as ID=VALUE."),
        ("license=herbal=reader", 400, "Reader is in the catalogue as model, not as a license."),
        ("signal=herbal=perhaps", 400, "“perhaps” is no signal value"),
        ("signal=herbal=allow:dreams", 400, "“dreams” is no category of use; one of "),
        ("withdraw=herbar", 404, "Nothing here is called “herbar”. Near to it: Herbal"),
    ],
)
def test_suppositions_that_make_no_sense(
    asked: TestClient, asked_for: str, status: int, words: str
) -> None:
    answer = asked.get(f"/what-if?{asked_for}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    page = asked.get(f"/what-if?{asked_for}", headers={"Accept": BROWSER})
    assert page.status_code == (status if asked_for else 200)
    assert page.text.count('<form class="card" action="/what-if">') == 3
    assert ('<div class="notice" role="alert">' in page.text) == bool(asked_for)


def test_findings_that_only_change_their_words_are_told_once(abbey: CatalogStore) -> None:
    supposition = supposition_in(abbey, {"withdraw": "herbal"})
    difference = suppose(abbey, supposition, DAY)
    appear, go, change = difference_page.sides(abbey, difference)
    assert appear.total + change.total == len(difference.appear)
    assert go.total + change.total == len(difference.go)

    def keys(side: difference_page.Side) -> set[tuple[str, str]]:
        rows = (row.finding for sort in side.sorts for row in sort.rows)
        return {(finding.subject, finding.reason) for finding in rows}

    assert keys(appear).isdisjoint(keys(go))


def test_long_lists_are_cut_and_say_so(abbey: CatalogStore) -> None:
    difference = suppose(abbey, supposition_in(abbey, {"license": "herbal=plain"}), DAY)
    _, go, _ = difference_page.sides(abbey, difference, most=1)
    assert go.sorts
    for sort in go.sorts:
        assert len(sort.rows) == 1
        assert sort.left_out == sort.total - 1


def test_costly_requests_wait_their_turn_and_too_many_are_told_at_once(
    asked: TestClient,
) -> None:
    service: Service = asked.app.state.service  # type: ignore[attr-defined]  # Starlette's
    leave, inside, served = threading.Event(), threading.Barrier(3), []

    def stay(client: str) -> None:
        with service.turn(client):
            inside.wait(10)
            leave.wait(10)

    def come(client: str) -> None:
        with service.turn(client):
            served.append(client)

    threads = [threading.Thread(target=stay, args=(name,)) for name in "ab"]
    threads += [threading.Thread(target=come, args=(str(number),)) for number in range(8)]
    for thread in threads[:2]:
        thread.start()
    inside.wait(10)
    for thread in threads[2:]:
        thread.start()
    while service._heavy_places._value:
        threading.Event().wait(0.001)
    try:
        with pytest.raises(BusyError), service.turn("c"):
            pass
    finally:
        leave.set()
        for thread in threads:
            thread.join()
    assert sorted(served) == [str(number) for number in range(8)]
    with service.turn("c"):
        pass


def test_what_changed_between_two_days(asked: TestClient, abbey: CatalogStore) -> None:
    today = asking.a_day()
    answer = asked.get(f"/changes?from=2020-01-01&to={today}&id=reader")
    found = answer.json()
    window = Window(date(2020, 1, 1), date.fromisoformat(today))
    thing = abbey.search.thing(MODEL)
    assert found == changes_in(abbey, window, thing).to_json()
    assert [one["action"] for one in found["catalogue"]["records"]] == ["created"] * 3
    page = _page(asked, f"/changes?from=2020-01-01&to={today}&id=reader")
    assert '<h2 id="world">In the world, by the dates that records give' in page
    assert "Nothing recorded; that is not the same as nothing happened." in page
    assert '<h2 id="catalogue">In this catalogue, by its journal' in page
    assert 'href="/record/test/dataset/herbal"' in page
    assert 'name="from"' in _page(asked, "/changes")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("to=2026-01-01", 400, "from: say after which day, as 2025-01-01."),
        ("from=2026-01-02&to=2026-01-01", 400, "2026-01-01 does not come after 2026-01-02."),
        ("from=2025-01-01&id=nobody", 404, "Nothing here is called “nobody”."),
    ],
)
def test_days_between_which_nothing_can_change(
    asked: TestClient, query: str, status: int, words: str
) -> None:
    answer = asked.get(f"/changes?{query}")
    assert (answer.status_code, answer.json()["detail"]) == (status, words)
