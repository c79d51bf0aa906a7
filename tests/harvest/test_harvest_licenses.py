"""License names in free text: tied to a license where that is certain, else kept as a note."""

from __future__ import annotations

import json

import pytest

from catalog.harvest.licenses import LicenseStatement, license_statements
from tests.harvest.cases import DATA


def _told(text: str) -> list[tuple[str | None, str, str]]:
    """SPDX id, scope and, where no license is certain, the text."""
    return [
        (s.license.spdx_id, s.scope, "") if s.license else (None, s.scope, s.text)
        for s in license_statements(text)
    ]


@pytest.mark.parametrize(
    ("text", "spdx_id"),
    [
        ("Apache 2.0", "Apache-2.0"),
        ("apache-2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("The MIT License", "MIT"),
        ("MIT", "MIT"),
        ("BSD-3-Clause", "BSD-3-Clause"),
        ("CC BY 4.0", "CC-BY-4.0"),
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("CC BY NC 4.0", "CC-BY-NC-4.0"),
        ("CC-BY-NC 4.0", "CC-BY-NC-4.0"),
        ("CC by-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        (
            "Creative Commons Attribution-ShareAlike 4.0 International Public License",
            "CC-BY-SA-4.0",
        ),
        ("ODC-By", "ODC-By-1.0"),
        ("ODC-BY 1.0", "ODC-By-1.0"),
        ("WTFPL", "WTFPL"),
        ("CC0", "CC0-1.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode", "CC-BY-NC-SA-4.0"),
        ("http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"),
        ("[MIT](https://example.org/LICENSE)", "MIT"),
        ("[[Apache 2.0]](https://example.org/LICENSE)", "Apache-2.0"),
        ("BigScience RAIL v1.0", "LicenseRef-scancode-bigscience-rail-1.0"),
        ("bigscience-bloom-rail-1.0", "LicenseRef-scancode-bigscience-rail-1.0"),
        ("BigCode Open RAIL-M v1", "LicenseRef-scancode-bigcode-open-rail-m-v1"),
        ("Llama 3.1 Community License Agreement", "LicenseRef-scancode-llama-3.1-license-2024"),
    ],
)
def test_certain_names(text: str, spdx_id: str) -> None:
    assert _told(text) == [(spdx_id, "mixed", "")]


@pytest.mark.parametrize(
    "text", ["", " ", "none", "None", "unknown", "Unknown", "unknkown", "N/A", "unknown (weights)"]
)
def test_silence_asserts_nothing(text: str) -> None:
    assert license_statements(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "custom",
        "LLaMA 2",
        "Llama 2",
        "CC-BY-NC",
        "Creative Commons",
        "GPLv3",
        "BSD",
        "Apache",
        "Modified MIT License",
        "MIT or Apache 2.0",
        "MIT, except the data",
        "BigCode OpenRail-M",
        "Llama 3.3 Community License Agreement",
        "OpenRail++",
        "mC4, OSCAR",
        "Mistral Research License (MRL), Mistral Commercial License",
        "Gemma (commercially-friendly license given by Google DeepMind)",
        "CC BY 5.0",
        "https://example.org/license",
        "ODC Public Domain Dedication and Licence (PDDL)",
    ],
)
def test_what_is_not_certain_is_kept_word_for_word(text: str) -> None:
    assert _told(text) == [(None, "mixed", text)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CC BY NC 4.0 (model weights)", [("CC-BY-NC-4.0", "weights", "")]),
        ("unknown (model weights), Apache 2.0 (SayCan code)", [("Apache-2.0", "code", "")]),
        ("none (model weights), BSD-3-Clause (code)", [("BSD-3-Clause", "code", "")]),
        (
            "LLaMa License (model weights), GPLv3 (code)",
            [(None, "weights", "LLaMa License"), (None, "code", "GPLv3")],
        ),
        ("MIT and CC BY 4.0", [("MIT", "mixed", ""), ("CC-BY-4.0", "mixed", "")]),
        (
            "CC BY-NC 4.0, OpenAI Terms of Use",
            [("CC-BY-NC-4.0", "mixed", ""), (None, "mixed", "OpenAI Terms of Use")],
        ),
        ("MIT; Apache-2.0 (code)", [("MIT", "mixed", ""), ("Apache-2.0", "code", "")]),
    ],
)
def test_compounds(text: str, told: list[tuple[str | None, str, str]]) -> None:
    assert _told(text) == told


SPDX_OF_CLASS = {
    "Apache License 2.0": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
    "CC BY 4.0": "CC-BY-4.0",
    "CC BY-NC 4.0": "CC-BY-NC-4.0",
    "CC BY-NC-ND 4.0": "CC-BY-NC-ND-4.0",
    "CC BY-NC-SA 4.0": "CC-BY-NC-SA-4.0",
    "CC BY-SA 3.0": "CC-BY-SA-3.0",
    "CC BY-SA 4.0": "CC-BY-SA-4.0",
    "CC0 1.0": "CC0-1.0",
    "CDLA Permissive 2.0": "CDLA-Permissive-2.0",
    "CDLA Sharing 1.0": "CDLA-Sharing-1.0",
    "MIT License": "MIT",
}
"""Our ids for classes of the Data Provenance Collection's table of spellings."""

PARAPHRASES = DATA / "data-provenance" / "constants" / "license_paraphrases.json"


@pytest.mark.realdata
@pytest.mark.skipif(
    not PARAPHRASES.is_file(),
    reason="the real license spellings are not beside the project",
)
def test_no_real_spelling_is_tied_to_another_license() -> None:
    table: dict[str, list[str]] = json.loads(PARAPHRASES.read_text())
    tied = 0
    for name, spellings in table.items():
        for spelling in (name, *spellings):
            found = {s.license.spdx_id for s in license_statements(spelling) if s.license}
            assert found <= {SPDX_OF_CLASS.get(name)}, spelling
            tied += bool(found)
    assert tied == 62


def test_a_link_in_a_sentence_is_kept_beside_the_sentence() -> None:
    text = "Limited use license [[Terms of Use]](https://example.org/terms)."
    assert license_statements(text, "As read.") == (
        LicenseStatement(text, None, "mixed", "As read.", "https://example.org/terms"),
    )
