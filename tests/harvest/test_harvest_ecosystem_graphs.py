"""Ecosystem Graphs, read without a store: each field, and each trouble its files have."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.harvest.description import Description, Document, Size
from catalog.model import Outcome
from tests.harvest.cases import CASES, described, read_folder, read_text, unreadable


def _item(text: str) -> Description:
    (description,) = described(read_text(text))
    return description


def test_an_asset_is_read_field_by_field() -> None:
    found = {d.title: d for d in described(read_folder(CASES / "cycle"))}
    lantern = found["Lantern"]
    assert lantern.remote_id == "lab.yaml#Lantern"
    assert (lantern.kind, lantern.origin, lantern.line) == ("model", "lab.yaml", 14)
    assert lantern.page == (
        "https://github.com/stanford-crfm/ecosystem-graphs/blob/main/assets/lab.yaml"
    )
    assert lantern.description == "A language model tuned on pairs of answers that people compared."
    assert lantern.parents == ("Helpful Answers",)
    assert lantern.organizations == ("Lantern Lab",)
    assert lantern.issued is not None and lantern.issued.value == "2022-04-12"
    assert lantern.landing_page == "https://example.org/lantern"
    assert lantern.modalities == ("text",)
    assert lantern.size == Size("52000000000", "parameters")
    assert lantern.access_right == "NON_PUBLIC"
    assert lantern.licenses == ()
    assert lantern.notes == ()
    assert [s.text for s in found["Feedback Desk"].licenses] == [
        "Terms of service: https://example.org/terms"
    ]
    assert found["Helpful Answers"].size is None


def test_every_form_of_date() -> None:
    found = {d.title: d for d in described(read_folder(CASES / "date"))}
    told = {
        title: (d.issued.value, d.issued.datatype.value.rpartition("#")[2]) if d.issued else None
        for title, d in found.items()
    }
    assert told == {
        "Indented": ("2024-10-22", "date"),
        "Year": ("2022", "gYear"),
        "Month": ("2022-05", "gYearMonth"),
        "Explained": ("2022-05-06", "date"),
        "Unknown Date": None,
        "No Date": None,
    }
    assert {title: d.notes for title, d in found.items() if d.notes} == {
        "Indented": ("The date 2024-10-22 stands one level too far left; taken as created_date.",),
        "No Date": ("created_date “2022-13-45” is no date and was left out.",),
    }


def test_a_mapping_stands_for_its_value() -> None:
    kettle, lid = described(read_folder(CASES / "mapping"))
    assert kettle.parents == ("Narratives", "Rendered Pages")
    assert kettle.organizations == ("Steam Works",)
    assert kettle.landing_page == "https://example.org/kettle"
    assert kettle.modalities == ("image", "text")
    assert kettle.access_right == "PUBLIC"
    (statement,) = kettle.licenses
    assert statement.license is not None and statement.license.spdx_id == "CC-BY-4.0"
    assert statement.comment == "The license of the prompts alone."
    assert kettle.notes == ("dependencies is a mapping; the names were taken from its value.",)
    assert lid.parents == ("Kettle",)
    assert lid.notes == ("dependencies is one text; it was taken as one name.",)


def test_two_licenses_of_which_one_is_a_terms_of_service() -> None:
    chat, model, data = described(read_folder(CASES / "licenses"))
    told = [(s.license.spdx_id if s.license else s.text, s.link) for s in chat.licenses]
    assert told == [
        ("CC-BY-NC-4.0", None),
        ("OpenAI Terms of Use", None),
        ("Terms of service: https://example.org/terms", "https://example.org/terms"),
    ]
    assert [(s.license and s.license.spdx_id, s.scope) for s in model.licenses] == [
        ("Apache-2.0", "code")
    ]
    assert [(s.text, s.comment) for s in data.licenses] == [
        ("custom", "See [the page](https://example.org/license).")
    ]


def test_missing_and_short_descriptions_become_a_sentence_of_what_is_recorded() -> None:
    found = {d.title: d for d in described(read_folder(CASES / "no-asset"))}
    assert found["Child 01"].description == (
        "Model listed in Ecosystem Graphs under the name “Child 01”, organization Peak; "
        "the source gives no description."
    )
    assert found["Child 08"].description == (
        "Model listed in Ecosystem Graphs under the name “Child 08”; "
        "the source gives no description."
    )
    assert found["Child 10"].description == (
        "Small. Model listed in Ecosystem Graphs under the name “Child 10”, organization Peak."
    )
    assert found["Child 08"].organizations == ()


def test_a_dataset_without_modality_is_of_another_kind_and_says_so() -> None:
    found = {d.title: d for d in described(read_folder(CASES / "no-asset"))}
    assert found["Child 09"].modalities == ("other",)
    assert found["Child 09"].notes == ("modality is not given; recorded as other.",)


def test_a_byte_order_mark_is_passed_over() -> None:
    found = described(read_folder(CASES / "broken"))
    assert [d.remote_id for d in found] == ["bom.yaml#Marked", "mixed.yaml#Sound"]


def test_what_cannot_be_read_is_stated_with_file_and_line_and_the_rest_goes_on() -> None:
    told = [(u.remote_id, u.outcome, u.reason) for u in unreadable(read_folder(CASES / "broken"))]
    assert told == [
        (
            "broken.yaml",
            Outcome.FAILED,
            "broken.yaml, line 7: found unexpected end of stream Nothing was taken from this file.",
        ),
        ("mixed.yaml#1", Outcome.FAILED, "mixed.yaml: entry 1 is no mapping of fields."),
        ("mixed.yaml#2", Outcome.FAILED, "mixed.yaml: line 2: it has no name."),
        (
            "mixed.yaml#Ada",
            Outcome.SKIPPED,
            "mixed.yaml, line 3: its type is “person”; we take model, dataset, application.",
        ),
        ("void.yaml", Outcome.SKIPPED, "void.yaml: no asset stands in this file."),
    ]
    finding = unreadable(read_folder(CASES / "broken"))[0].findings[0]
    assert (finding.severity, finding.focus, finding.value) == ("Violation", "broken.yaml", "7")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: &a [x]\nb: [*a, *a]\n", "case.yaml, line 2: an alias; write the value out where it"),
        ("- !!python/name:os.system x\n", "case.yaml, line 1: the tag tag:yaml.org,2002:python/"),
        ("- " * 40 + "x", "case.yaml, line 1: nested more than 20 deep."),
        ("x" * 5_000_001, "case.yaml: more than 5,000,000 bytes; we read no more of a file."),
        (
            "- {type: model, name: " + "x" * 501 + "}",
            "case.yaml: line 1: a name of 501 characters.",
        ),
    ],
)
def test_hostile_files_are_refused_within_bounds(text: str, reason: str) -> None:
    (found,) = read_text(text)
    assert not isinstance(found, Description)
    assert found.outcome is Outcome.FAILED
    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("size", "value"),
    [
        ("7B parameters", ("7000000000", "parameters")),
        ("1.75T parameters (dense)", ("1750000000000", "parameters")),
        ("0.5B parameters (dense)", ("500000000", "parameters")),
        ("6.3 trillion tokens", ("6300000000000", "tokens")),
        ("650K hours audio", ("650000", "hours")),
        ("1.2345K hours", ("1234.5", "hours")),
        ("14.7B documents", ("14700000000", "documents")),
        ("570 GB", None),
        ("306M", None),
        ("12B images, 3B tokens", None),
        ("unknown", None),
    ],
)
def test_a_size_is_taken_where_it_is_one_number_with_one_unit(
    size: str, value: tuple[str, str] | None
) -> None:
    found = _item(f"- {{type: model, name: Sized, size: '{size}'}}").size
    assert (found and (found.value, found.unit)) == value


@pytest.mark.parametrize(
    ("modality", "codes"),
    [
        ("text; text", ("text",)),
        ("image, text; code, text", ("code", "image", "text")),
        ("text ;Text", ("text",)),
        ("video with caption", ("text", "video")),
        ("text; protein sequence", ("other", "text")),
        ("unknown", ()),
    ],
)
def test_modalities(modality: str, codes: tuple[str, ...]) -> None:
    assert _item(f"- {{type: model, name: M, modality: '{modality}'}}").modalities == codes


def test_what_is_left_out_is_said() -> None:
    found = _item(
        "- {type: model, name: N, url: goose.ai, model_card: 'https://huggingface.co/a/b', "
        "access: sometimes, dependencies: [Unknown, A, A, ''], "
        "description: 'Write to ada@example.org or call +44 20 7946 0000 for the weights.'}"
    )
    assert found.landing_page is None
    assert found.access_right is None
    assert found.parents == ("A",)
    assert found.documents == (Document("model-card", "https://huggingface.co/a/b"),)
    assert found.description == (
        "Write to [contact left out] or call [contact left out] for the weights."
    )
    assert found.notes == (
        "Contact details in the description were left out.",
        "dependencies “Unknown” names nothing and was left out.",
        "url “goose.ai” is no full web address and was left out.",
        "access “sometimes” is none of open, limited, closed.",
    )


def test_two_entries_of_one_name_in_one_file_are_two_items() -> None:
    names = ("Twin", "Twin (2)", "Twin")
    found = read_text("".join(f"- {{type: model, name: {name}}}\n" for name in names))
    assert [d.remote_id for d in described(found)] == [
        "case.yaml#Twin",
        "case.yaml#Twin (2)",
        "case.yaml#Twin (3)",
    ]


def test_a_repeated_key_is_said() -> None:
    assert _item(
        "- type: model\n  name: N\n  size: 1B parameters\n  size: 2B parameters\n"
    ).notes == ("size stands twice; the last one was taken.",)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
FIELDS = [
    "name",
    "organization",
    "created_date",
    "url",
    "description",
    "dependencies",
    "license",
    "access",
    "modality",
    "size",
    "terms_of_service",
    "model_card",
    "value",
]


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES), max_size=3))
def test_whatever_stands_in_the_fields_each_entry_has_an_outcome(
    entries: list[dict[str, object]],
) -> None:
    for entry in entries:
        entry["type"] = "model"
    results = read_text(yaml.safe_dump(entries, allow_unicode=True))
    assert len(results) == max(1, len(entries)) or unreadable(results)[0].remote_id == "case.yaml"
    for description in described(results):
        assert len(description.description) >= 40


@given(st.binary(max_size=200))
def test_whatever_the_bytes_there_is_an_outcome(data: bytes) -> None:
    assert read_text(data)
