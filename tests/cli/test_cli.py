"""The command line as architecture.md section 5 promises it to people and programs."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from catalog.questions import questions
from tests.cli.conftest import Run
from tests.conftest import small_record


def test_the_way_from_aguila_to_common_crawl_is_printed_with_kinds_and_records(
    run: Run, loaded: Path
) -> None:
    done = run("--store", loaded, "lineage", "aguila-7b", "--upstream")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "Ǎguila-7B: 6 things upstream, 1 of them a name not resolved or a source not disclosed\n"
        "├─ ← open_data_26B_tokens_balanced_es_ca [dataset]\n"
        "│       learn (it6:trainedOn), stated by shipped/model/aguila-7b\n"
        "└─ ← Falcon-7B [model]\n"
        "   │    learn (it6:fineTunedFrom), stated by shipped/model/aguila-7b\n"
        "   ├─ ← Falcon RefinedWeb [dataset]\n"
        "   │  │    learn (it6:trainedOn), stated by shipped/model/falcon-7b\n"
        "   │  └─ ← Common Crawl corpus [dataset]\n"
        "   │     │    carry (prov:wasDerivedFrom), stated by shipped/dataset/refinedweb\n"
        "   │     └─ ← The public web [source]\n"
        "   │             carry (prov:wasDerivedFrom), stated by shipped/dataset/common-crawl\n"
        "   └─ ← curated corpora [unresolved]\n"
        "           learn (prov:wasDerivedFrom), stated by shipped/model/falcon-7b\n"
    )


def test_global_options_may_stand_anywhere(run: Run, loaded: Path) -> None:
    first = run("--store", loaded, "lineage", "aguila-7b", "--json")
    last = run("lineage", "aguila-7b", "--json", f"--store={loaded}")
    assert first.code == last.code == 0
    assert json.loads(first.out) == json.loads(last.out)
    assert json.loads(first.out)["total"] == 6


def test_depth_limit_and_direction(run: Run, loaded: Path) -> None:
    near = json.loads(run("--store", loaded, "lineage", "aguila-7b", "--depth", "1", "--json").out)
    assert [node["title"] for node in near["nodes"]] == [
        "open_data_26B_tokens_balanced_es_ca",
        "Falcon-7B",
    ]
    down = json.loads(
        run(
            "--store", loaded, "lineage", "refinedweb", "--downstream", "--limit", "2", "--json"
        ).out
    )
    assert (len(down["nodes"]), down["truncated"], down["direction"]) == (2, True, "downstream")
    both = run("--store", loaded, "lineage", "aguila-7b", "--upstream", "--downstream")
    assert (both.code, both.err) == (
        2, "headwaters: Choose one of --upstream and --downstream.\n",
    )  # fmt: skip


def test_an_unknown_id_brings_near_matches(run: Run, loaded: Path) -> None:
    done = run("--store", loaded, "lineage", "falcn-7b")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(
        "headwaters: Nothing here is called “falcn-7b”. Near to it: Falcon-7B (model/falcon-7b)"
    )


def test_loading_twice_makes_no_commit(run: Run, copy: Path) -> None:
    again = run("--store", copy, "load")
    assert again.code == 0
    assert "0 created" not in again.err
    assert " unchanged. The catalogue is at commit " in again.err
    assert "created" not in again.err


def test_broken_turtle_is_named_with_its_line_and_changes_nothing(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(small_record("one") + "\n<urn:a> <urn:b> ;;\n")
    line = small_record("one").count("\n") + 2
    before = run("--store", copy, "doctor").out
    done = run("--store", copy, "load", broken)
    assert done.code == 2
    assert f"{broken}, line {line}: " in done.err
    assert run("--store", copy, "doctor").out == before


def test_a_record_that_fails_brings_all_findings_at_once(
    run: Run, copy: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.ttl"
    text = small_record("bad").replace('dct:title "Example bad"@en ;', "")
    bad.write_text(text.replace('dct:identifier "bad"', 'dct:identifier "other"'))
    before = run("--store", copy, "doctor").out
    done = run("--store", copy, "load", bad)
    assert done.code == 1
    assert done.err.startswith("To mend before it can be published (2)\n")
    assert "dct:title: " in done.err
    assert "dct:identifier: " in done.err
    assert done.err.endswith("headwaters: 2 things to mend; nothing was written.\n")
    assert run("--store", copy, "doctor").out == before


def test_validate_prints_findings_as_promised(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.ttl", tmp_path / "bad.ttl"
    good.write_text(small_record("good"))
    bad.write_text(small_record("bad").replace('dct:identifier "bad"', 'dct:identifier "other"'))
    fine = run("--store", tmp_path / "none", "validate", good, "--json")
    assert fine.code == 0
    assert json.loads(fine.out)["conforms"] is True
    done = run("--store", tmp_path / "none", "validate", bad, "--json")
    assert done.code == 1
    answer = json.loads(done.out)
    assert answer["conforms"] is False
    (violation,) = [f for f in answer["findings"] if f["severity"] == "Violation"]
    assert violation["focus"] == "https://w3id.org/headwaters/id/unresolved/bad"
    assert violation["path"] == "dct:identifier"
    assert set(violation) == {
        "severity", "focus", "path", "value", "shape", "constraint", "message",
    }  # fmt: skip


def test_validate_says_what_no_record_is(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "some.ttl"
    empty.write_text("<urn:a> <urn:b> <urn:c> .\n")
    done = run("--store", tmp_path / "none", "validate", empty)
    assert done.code == 1
    assert "We need to know who registered this entry and when" in done.out


def test_no_store_and_no_file_are_said_so(run: Run, tmp_path: Path) -> None:
    none = run("--store", tmp_path / "none", "lineage", "x")
    assert none.code == 2
    assert "There is no store in" in none.err
    missing = run("--store", tmp_path / "none", "load", tmp_path / "missing.ttl")
    assert (missing.code, (tmp_path / "none").exists()) == (2, False)
    assert "no such file or folder" in missing.err


def test_query_in_several_forms(run: Run, loaded: Path, tmp_path: Path) -> None:
    query = (
        "SELECT ?title WHERE { <https://w3id.org/headwaters/id/model/aguila-7b> "
        "<http://purl.org/dc/terms/title> ?title }"
    )
    assert run("--store", loaded, "query", query, "--format", "csv").out == (
        "title\r\nǍguila-7B\r\n"
    )
    assert json.loads(run("--store", loaded, "query", query).out)["results"]["bindings"] == [
        {"title": {"type": "literal", "xml:lang": "en", "value": "Ǎguila-7B"}}
    ]
    file = tmp_path / "q.rq"
    file.write_text("CONSTRUCT WHERE { <https://w3id.org/headwaters/ns> ?p ?o }")
    turtle = run("--store", loaded, "query", "-f", file)
    assert turtle.code == 0
    assert any(parse(turtle.out.encode(), format=RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("SELECT * WHERE { ?s ?p }", 2, "line 1"),
        ("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 2, "SERVICE"),
        ("DROP ALL", 2, ""),
        ("SELECT * WHERE " + "{" * 3000, 2, ""),
    ],
)
def test_a_query_that_cannot_be_run_is_explained(
    run: Run, loaded: Path, query: str, code: int, words: str
) -> None:
    done = run("--store", loaded, "query", query)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("headwaters: ")
    assert words in done.err


def test_ask_lists_and_answers(run: Run, loaded: Path) -> None:
    listed = run("ask")
    assert "Q1   models-descending-from" in listed.out
    assert "source=… The dataset (else dataset/common-crawl)" in listed.out
    names = [q["name"] for q in json.loads(run("ask", "--json").out)["questions"]]
    assert names == list(questions())
    answer = json.loads(run("--store", loaded, "ask", "Q2", "start=aguila-7b", "--json").out)
    assert answer["total"] == 6
    text = run("--store", loaded, "ask", "Q2", "start=aguila-7b").out
    assert text.startswith("What lies upstream of a model or dataset, down to the sources?\n")
    assert "6 rows, at commit " in text
    wrong = run("--store", loaded, "ask", "Q2", "aguila-7b")
    assert (wrong.code, wrong.err) == (
        2, "headwaters: “aguila-7b”: write parameters as name=value.\n",
    )  # fmt: skip


def test_export_brings_back_every_record(run: Run, loaded: Path, tmp_path: Path) -> None:
    quads = run("--store", loaded, "export").out
    graphs = {quad.graph_name for quad in parse(quads.encode(), format=RdfFormat.N_QUADS)}
    dump = tmp_path / "dump.nq"
    dump.write_text(quads)
    back = run("--store", tmp_path / "again", "load", dump)
    assert back.code == 0
    assert f"{len(graphs)} records: {len(graphs)} created." in back.err
    for name in ("trig", "turtle", "ntriples", "jsonld"):
        assert run("--store", loaded, "export", "--format", name).code == 0


def test_history_names_who_did_what(run: Run, loaded: Path) -> None:
    found = json.loads(run("--store", loaded, "history", "aguila-7b", "--json").out)
    assert [(c["action"], c["actor"], c["message"]) for c in found] == [
        ("create", "command line", "load")
    ]
    assert "shipped/model/aguila-7b" in run("--store", loaded, "history", "aguila-7b").out


def test_rebuild_and_doctor(run: Run, copy: Path) -> None:
    assert run("--store", copy, "doctor").out.startswith("All is well at commit ")
    (copy / "graph" / "CURRENT").write_text("nonsense")
    broken = run("--store", copy, "doctor")
    assert broken.code == 4
    assert "run `headwaters rebuild`" in broken.err
    rebuilt = run("--store", copy, "rebuild")
    assert rebuilt.code == 0
    assert rebuilt.err.startswith("Rebuilt from the journal: ")
    assert run("--store", copy, "doctor").code == 0


def test_a_store_in_use_names_its_holder(run: Run, copy: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from catalog.store import CatalogStore; "
        "s = CatalogStore.open(Path(sys.argv[1])); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(copy)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        done = run("--store", copy, "lineage", "aguila-7b")
        holder.kill()
    assert done.code == 3
    assert f"(process {holder.pid} on " in done.err


def test_a_port_in_use_is_said_so_before_anything_starts(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("--store", tmp_path / "s", "demo", "--port", str(port), "--no-explorer")
    assert done.code == 2
    assert done.err == (
        f"headwaters: Port {port} is in use by another program. Stop that program, or choose "
        "another port with --port.\n"
    )
    assert not (tmp_path / "s").exists()


def test_a_full_disk_is_said_so(run: Run, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(small)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("cannot mount a small file system here (needs root)")
    try:
        done = run("--store", small / "s", "load")
        assert done.code == 1
        assert "Nothing was changed" in done.err
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_the_installed_command_runs_from_another_directory(tmp_path: Path) -> None:
    command = shutil.which("headwaters", path=str(Path(sys.executable).parent))
    assert command is not None
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True,
        env=environment,
    )  # fmt: skip
    assert done.stdout == "headwaters 0.1.0\n"


def test_backup_and_restore(run: Run, loaded: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    made = run("--store", loaded, "backup", file)
    assert made.code == 0
    assert made.out.startswith(f"{file}: ")
    back = run("--store", tmp_path / "back", "restore", file, "--verify")
    assert back.code == 0
    assert back.out.endswith(", every commit and record looked through.\n")
    again = run("--store", tmp_path / "back", "restore", file)
    assert (again.code, again.out) == (2, "")
    first = run("--store", loaded, "export").out
    assert run("--store", tmp_path / "back", "export").out == first
