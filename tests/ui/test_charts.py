"""The picture of a lineage, as exact DOT."""

from __future__ import annotations

from typing import Any

from ui.charts import lineage_picture, quoted_part

_ID = "https://w3id.org/headwaters/id/"
_HEAD = """digraph lineage {
  rankdir=LR; bgcolor="transparent"; nodesep=0.28; ranksep=0.75;
  node [fontname="Source Sans, Helvetica, sans-serif", fontsize=13, margin="0.16,0.09"];
  edge [fontname="Source Sans, Helvetica, sans-serif", fontsize=11, arrowsize=0.7];
"""


def _thing(kind: str, slug: str, title: str, hops: int = 0) -> dict[str, Any]:
    return {"iri": f"{_ID}{kind}/{slug}", "title": title, "kind": kind, "hops": hops}


def _edge(made: dict[str, Any], source: dict[str, Any], kind: str, said: str) -> dict[str, str]:
    return {"from": made["iri"], "to": source["iri"], "kind": kind, "property": said, "record": "r"}


def _trace(
    nodes: list[dict[str, Any]], edges: list[dict[str, str]], total: int, direction: str
) -> dict[str, Any]:
    return {"nodes": nodes, "edges": edges, "total": total, "direction": direction}


MODEL = _thing("model", "m", "Model M")
DATA = _thing("dataset", "d", "Data D", 1)
LOST = _thing("unresolved", "u", "a crawl", 2)


def test_upstream_as_dot() -> None:
    edges = [
        _edge(MODEL, DATA, "learn", "it6:trainedOn"),
        _edge(DATA, LOST, "carry", "prov:wasDerivedFrom"),
    ]
    picture = lineage_picture(MODEL, _trace([DATA, LOST], edges, 2, "upstream"))
    assert picture.dot == _HEAD + (
        '  n0 [label="Model M\\nmodel", shape="box", style="filled,rounded", '
        'fillcolor="#0b4a5e", color="#c2410c", fontcolor="#ffffff", penwidth="3", '
        'tooltip="Model M", URL="entry?id=model%2Fm", target="_self"];\n'
        '  n1 [label="Data D\\ndataset", shape="cylinder", style="filled", '
        'fillcolor="#dbeef0", color="#0b4a5e", fontcolor="#1d2f38", penwidth="1.2", '
        'tooltip="Data D", URL="entry?id=dataset%2Fd", target="_self"];\n'
        '  n2 [label="a crawl\\nunresolved name", shape="octagon", style="filled,dashed", '
        'fillcolor="#fdf3d3", color="#8a6d1f", fontcolor="#1d2f38", penwidth="1.2", '
        'tooltip="a crawl", URL="entry?id=unresolved%2Fu", target="_self"];\n'
        '  n1 -> n0 [label="learn", tooltip="trained on", style="solid", color="#0b4a5e", '
        'fontcolor="#0b4a5e"];\n'
        '  n2 -> n1 [label="carry", tooltip="derived from", style="bold", color="#0f766e", '
        'fontcolor="#0f766e"];\n'
        "}"
    )
    assert (picture.drawn, picture.left_out) == (2, 0)


def test_what_is_not_drawn_is_counted() -> None:
    edges = [
        _edge(MODEL, DATA, "learn", "it6:trainedOn"),
        _edge(DATA, LOST, "carry", "prov:wasDerivedFrom"),
    ]
    picture = lineage_picture(MODEL, _trace([DATA, LOST], edges, 1203, "upstream"), most=1)
    assert (picture.drawn, picture.left_out) == (1, 1202)
    assert picture.dot.splitlines()[-4:] == [
        '  n1 -> n0 [label="learn", tooltip="trained on", style="solid", color="#0b4a5e", '
        'fontcolor="#0b4a5e"];',
        '  more [label="+1,202 more\\nsee the table", shape="plaintext", fontcolor="#8a6d1f"];',
        '  more -> n1 [style="dotted", color="#8a6d1f", arrowhead="none"];',
        "}",
    ]


def test_downstream_runs_the_same_way() -> None:
    edges = [_edge(MODEL, DATA, "learn", "it6:trainedOn")]
    picture = lineage_picture(DATA, _trace([MODEL], edges, 4, "downstream"))
    assert [line.split(" [")[0] for line in picture.dot.splitlines()[4:]] == [
        "  n0",
        "  n1",
        "  n0 -> n1",
        "  more",
        "  n1 -> more",
        "}",
    ]


def test_one_line_for_what_several_records_say_and_one_for_each_kind() -> None:
    edges = [
        _edge(MODEL, DATA, "learn", "it6:trainedOn"),
        _edge(MODEL, DATA, "learn", "prov:wasDerivedFrom"),
        _edge(MODEL, DATA, "unknown", "prov:wasDerivedFrom"),
    ]
    picture = lineage_picture(MODEL, _trace([DATA], edges, 1, "upstream"))
    assert picture.dot.splitlines()[-3:-1] == [
        '  n1 -> n0 [label="learn", tooltip="derived from, trained on", style="solid", '
        'color="#0b4a5e", fontcolor="#0b4a5e"];',
        '  n1 -> n0 [label="unknown", tooltip="derived from", style="dotted", color="#8a6d1f", '
        'fontcolor="#8a6d1f"];',
    ]


def test_no_more_than_sixty_are_drawn() -> None:
    nodes = [_thing("dataset", f"d{number}", f"D{number}", 1) for number in range(200)]
    picture = lineage_picture(MODEL, _trace(nodes, [], 200, "upstream"))
    assert (picture.drawn, picture.left_out) == (60, 140)


def test_titles_cannot_leave_their_quotes() -> None:
    assert quoted_part('a"]; x [label="b') == 'a\\"]; x [label=\\"b'
    assert quoted_part("back\\N") == "back\\\\N"
    assert quoted_part("&#34; & <b>") == "&amp;#34; &amp; <b>"
    assert quoted_part("two\nlines\u202e") == "two lines⟨U+202E⟩"
    nasty = _thing("other", "x", 'end\\" ]; evil [shape="box')
    picture = lineage_picture(nasty, _trace([], [], 0, "upstream"))
    assert picture.dot.splitlines()[4].startswith(
        '  n0 [label="end\\\\\\" ]; evil [shape=\\"box\\nother", shape="note"'
    )
