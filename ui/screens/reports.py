"""Reports: what each template is for, and how far it can be filled for a thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from catalog.errors import AmbiguousError, HeadwatersError, NotFoundError, UsageError
from catalog.model import Thing
from ui import addresses, days, failures, governing, sheet, state
from ui.service import ask, find
from ui.sheet import Cell
from ui.wording import count_words, escaped, kind_words, plain

# Any: the service's JSON, as everywhere on the screens.
Template = Mapping[str, Any]

_USES: Final[dict[str, str]] = {
    "osaid": "To see whether somebody with the skill could find out what a model was trained on, "
    "item by item in the order of the Open Source AI Definition 1.0. It counts what is recorded "
    "and awards no name.",
    "eu-training-summary": "To begin the public summary of training content that the EU template "
    "asks of makers of general-purpose models, section by section.",
    "mof": "To see which of the 17 components of the Model Openness Framework were released, and "
    "under which license each.",
    "dta": "To hand a dataset on with its source, terms and use written down, in the order "
    "of the Data & Trust Alliance’s standards.",
    "croissant": "To publish a dataset so that tools can load it and read what is said about its "
    "making: Croissant with the responsible-AI fields.",
}
"""What each template is for; one this explorer does not know is shown by its title alone."""

_EXAMPLES: Final = (
    ("Apertus 70B", "model/apertus-70b"),
    ("OLMo 7B", "model/olmo-7b"),
    ("Common Corpus", "dataset/common-corpus"),
    ("Ǎguila-7B", "model/aguila-7b"),
)


def show() -> None:
    """Show the templates, and for the thing the address names what fills them."""
    asked = st.query_params.get("id", "").strip()
    as_of = st.query_params.get("as_of", "")
    st.title("Reports", anchor=False)
    st.text(
        "Drafts in the order that laws and standards ask for it, filled from the records. Every "
        "field holds a value with the records behind it, or says why there is none. A draft is "
        "no filing and no advice on law."
    )
    _form(asked, as_of)
    if not asked:
        _templates(ask(lambda client: client.reports())["templates"])
        return
    try:
        day = days.checked(as_of)
        thing = find(asked)
        _of(thing, as_of, day)
    except (UsageError, NotFoundError, AmbiguousError) as error:
        _trouble(error)


def _form(asked: str, as_of: str) -> None:
    st.session_state["report-of"] = asked
    with st.form("report"):
        st.text_input(
            "On which model or dataset?",
            key="report-of",
            help="The name, the address or the last part of the address of an entry.",
        )
        days.field("As of which day? Empty means today", as_of)
        st.form_submit_button("Show its reports", type="primary", on_click=_asked)


def _asked() -> None:
    state.write({"id": st.session_state["report-of"].strip(), "as_of": days.chosen()})


def _templates(templates: Sequence[Template]) -> None:
    examples = [
        Cell(title, to=addresses.address("reports", {"id": name})) for title, name in _EXAMPLES
    ]
    sheet.names([Cell("For example:"), *examples], caption="Examples", key="examples")
    sheet.cards(
        [
            (
                Cell(str(template["title"])),
                Cell(_USES.get(str(template["name"]), "")),
                Cell(f"For a {_kinds(template)}.", mark="quiet"),
            )
            for template in templates
        ],
        caption=count_words(len(templates), "report"),
        key="templates",
    )


def _kinds(template: Template) -> str:
    names = [kind_words(str(kind)) for kind in template["kinds"]]
    return ", ".join(names[:-1]) + " or " + names[-1] if len(names) > 1 else "".join(names)


def _of(thing: Thing, as_of: str, day: str | None) -> None:
    templates = ask(lambda client: client.reports(thing.iri))["templates"]
    st.header(f"On {escaped(thing.title)}", anchor="on")
    if not templates:
        st.info(
            f"No report is about a {escaped(kind_words(thing.kind))}: they are about models and "
            "datasets."
        )
        return
    rows = []
    commit = 0
    for template in templates:
        name = str(template["name"])
        drafted = _draft(name, thing, day)
        commit = drafted["commit"]
        title = Cell(str(template["title"]), note=_USES.get(name, ""))
        rows.append([title, _filled(drafted), *governing.links(name, thing, as_of)])
    sheet.table(
        ["Report", "Filled", "Open", "Take away"],
        rows,
        caption=f"{count_words(len(rows), 'report')} on a {kind_words(thing.kind)}, as of "
        f"{day or 'today'}, at commit {commit}",
        key="reports",
    )
    sheet.note(
        [Cell("The entry:"), Cell(thing.title, to=addresses.entry(thing.kind, thing.slug))],
        caption="The entry",
        key="entry",
    )


def _draft(template: str, thing: Thing, day: str | None) -> Template:
    return ask(lambda client: client.report(template, thing.kind, thing.slug, as_of=day))


def _filled(drafted: Template) -> Cell:
    counts = drafted["completeness"]
    reasons = (
        ("not-recorded", "not recorded"),
        ("not-disclosed", "not disclosed by the maker"),
        ("not-applicable", "not applicable"),
    )
    blank = ", ".join(f"{counts[name]} {words}" for name, words in reasons if counts[name])
    return Cell(f"{counts['value']} of {count_words(counts['applicable'], 'field')}", note=blank)


def _trouble(error: HeadwatersError) -> None:
    st.warning(escaped(plain(str(error))), icon=":material/front_hand:")
    failures.alike(error, lambda name: addresses.address("reports", {"id": name}))


if __name__ == "__main__":
    show()
