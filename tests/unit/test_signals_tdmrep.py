"""TDMRep on raw texts: file, header and content, alone and together."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.governance.signals.preference import Preference
from catalog.governance.signals.tdmrep import (
    Declaration,
    effective,
    parse_content,
    parse_file,
    parse_header,
)

ALLOW, DISALLOW, UNKNOWN = Preference.ALLOW, Preference.DISALLOW, Preference.UNKNOWN
REAL = Path(__file__).parents[3] / "shared/data/preferences/tdmrep"
POLICY = "https://provider.example/policy.json"

EXAMPLE = """[
 {"location": "/directory-a/", "tdm-reservation": 1},
 {"location": "/directory-b/html/", "tdm-reservation": 1, "tdm-policy": "POLICY"},
 {"location": "/directory-b/images/*.jpg", "tdm-reservation": 0}
]""".replace("POLICY", POLICY)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/directory-a/x.pdf", Declaration(DISALLOW)),
        ("/directory-b/html/x", Declaration(DISALLOW, POLICY)),
        ("/directory-b/images/a/b.jpg", Declaration(ALLOW)),
        ("/elsewhere", Declaration()),
    ],
)
def test_the_example_of_the_report(path: str, expected: Declaration) -> None:
    assert parse_file(EXAMPLE).declared_for(path) == expected


def test_the_first_rule_that_matches_decides() -> None:
    file = parse_file(
        '[{"location": "/scope-*", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 0}]'
    )
    assert file.declared_for("/scope-1").reservation is DISALLOW
    assert file.declared_for("/x").reservation is ALLOW


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ("it is not JSON",)),
        ("<html>404</html>", ("it is not JSON",)),
        ('{"tdm-reservation": 0}', ("it is not a list of rules, which the protocol asks for",)),
        ('[{"tdm-reservation": 1}]', ("rule 1 has no location",)),
        (
            '[{"location": "/", "tdm-reservation": "1"}]',
            ("rule 1: tdm-reservation is '\"1\"', where 0 or 1 is asked for",),
        ),
        (
            '[{"location": "/", "tdm-reservation": true}]',
            ("rule 1: tdm-reservation is 'true', where 0 or 1 is asked for",),
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_not_set(text: str, problems: tuple[str, ...]) -> None:
    file = parse_file(text)
    assert file.problems == problems
    assert file.declared_for("/").reservation is UNKNOWN


def test_a_byte_order_mark_hides_nothing() -> None:
    assert parse_file("\ufeff" + EXAMPLE).problems == ()


def test_a_header() -> None:
    text = f"HTTP/1.1 200 OK\nTDM-Reservation: 1\ntdm-policy: {POLICY}\n"
    assert parse_header(text) == Declaration(DISALLOW, POLICY)
    assert parse_header("tdm-reservation: 2").reservation is UNKNOWN
    assert parse_header("Content-Type: text/html") == Declaration()


def test_the_content_of_a_page() -> None:
    page = (
        '<html><head><META NAME="TDM-Reservation" content="1">'
        f'<meta name=tdm-policy content="{POLICY}">'
    )
    assert parse_content(page) == Declaration(DISALLOW, POLICY)
    assert parse_content("<p>tdm-reservation 1</p>") == Declaration()


def test_the_stronger_place_goes_first_and_absence_resets_nothing() -> None:
    file, header, content = Declaration(DISALLOW, POLICY), Declaration(ALLOW), Declaration()
    assert effective(file) == file
    assert effective(file, header) == Declaration(ALLOW, POLICY)
    assert effective(file, header, content) == Declaration(ALLOW, POLICY)
    assert effective(file, content) == file
    assert effective(header, Declaration(DISALLOW)).reservation is DISALLOW


@pytest.mark.realdata
@pytest.mark.skipif(not REAL.is_dir(), reason="the real files beside the project are absent")
def test_every_real_file_has_a_clear_outcome() -> None:
    read = {path.name: parse_file(path.read_text("utf-8")) for path in sorted(REAL.glob("*.json"))}
    own_shape = sorted(name for name, file in read.items() if file.problems)
    assert own_shape == [
        "AtsutaEito__protocol-engineering-spec.json",
        "OR13__vibeslop.ceo.json",
        "cad-polito-it__byron.json",
    ]
    formosan = read["FormosanBank__FormosanBank.json"].declared_for("/")
    assert formosan.reservation is DISALLOW
    assert formosan.policy is not None
