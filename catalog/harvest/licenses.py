"""License names in free text, tied to a known license only where that is certain.

A wrong license is worse than none: a text that names no license for certain is kept word for
word as a note. `none` and `unknown` assert nothing, and nothing is recorded for them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from catalog.harvest.addresses import web_address


@dataclass(frozen=True, slots=True)
class KnownLicense:
    """A license a name can be tied to: its slug in this catalogue, its SPDX id, its title."""

    slug: str
    spdx_id: str
    title: str


@dataclass(frozen=True, slots=True)
class LicenseStatement:
    """One thing a source says about a license.

    `license` is None where the text names none for certain. `scope` is a code of the
    license-scope scheme; `mixed` where the source does not tell the parts apart.
    """

    text: str
    license: KnownLicense | None = None
    scope: str = "mixed"
    comment: str = ""
    link: str | None = None


_TABLE: Final = (
    ("apache", "Apache-2.0", "Apache License 2.0", "apache2.0 apache2"),
    ("mit", "MIT", "MIT License", "mit"),
    ("bsd-3-clause", "BSD-3-Clause", "BSD 3-Clause License",
     "bsd3clause bsd3clausenew bsd3clauserevised newbsd3clause"),
    ("wtfpl", "WTFPL", "Do What The F*ck You Want To Public License", "wtfpl wtfpl2.0 wtfpl2"),
    ("cc0", "CC0-1.0", "CC0 1.0 Universal", "cc0 cc01.0 cc01.0universal cc0universal"),
    ("cc-by-4", "CC-BY-4.0", "Creative Commons Attribution 4.0",
     "ccby4.0 creativecommonsattribution4.0 attribution4.0"),
    ("cc-by-sa-3", "CC-BY-SA-3.0", "Creative Commons Attribution-ShareAlike 3.0 Unported",
     "ccbysa3.0unported ccbysa3.0 creativecommonsattributionsharealike3.0unported"),
    ("cc-by-sa-4", "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0",
     "ccbysa4.0 creativecommonsattributionsharealike4.0 attributionsharealike4.0"),
    ("cc-by-nc-4", "CC-BY-NC-4.0", "Creative Commons Attribution-NonCommercial 4.0",
     "ccbync4.0 creativecommonsattributionnoncommercial4.0 attributionnoncommercial4.0"),
    ("cc-by-nc-sa-4", "CC-BY-NC-SA-4.0",
     "Creative Commons Attribution-NonCommercial-ShareAlike 4.0",
     "ccbyncsa4.0 creativecommonsattributionnoncommercialsharealike4.0 "
     "attributionnoncommercialsharealike4.0"),
    ("cc-by-nd-4", "CC-BY-ND-4.0", "Creative Commons Attribution-NoDerivatives 4.0",
     "ccbynd4.0 creativecommonsattributionnoderivatives4.0 attributionnoderivatives4.0"),
    ("cc-by-nc-nd-4", "CC-BY-NC-ND-4.0",
     "Creative Commons Attribution-NonCommercial-NoDerivatives 4.0",
     "ccbyncnd4.0 creativecommonsattributionnoncommercialnoderivatives4.0 "
     "attributionnoncommercialnoderivatives4.0"),
    ("odc-by", "ODC-By-1.0", "Open Data Commons Attribution License 1.0",
     "odcby odcby1.0 opendatacommonsattribution1.0 opendatacommonsattribution"),
    ("odbl", "ODbL-1.0", "Open Data Commons Open Database License 1.0",
     "odbl odbl1.0 opendatabase1.0 opendatacommonsopendatabase1.0"),
    ("pddl", "PDDL-1.0", "Open Data Commons Public Domain Dedication and License 1.0",
     "pddl pddl1.0"),
    ("cdla-perm-2", "CDLA-Permissive-2.0", "Community Data License Agreement Permissive 2.0",
     "cdlapermissive2.0"),
    ("cdla-sharing", "CDLA-Sharing-1.0", "Community Data License Agreement Sharing 1.0",
     "cdlasharing1.0"),
    ("gpl3", "GPL-3.0-only", "GNU General Public License 3.0 only", "gpl3.0only"),
    ("bloom-rail", "LicenseRef-scancode-bigscience-rail-1.0", "BigScience BLOOM RAIL 1.0",
     "bigsciencerail1.0 bigsciencebloomrail1.0"),
    ("bigcode-openrail", "LicenseRef-scancode-bigcode-open-rail-m-v1", "BigCode OpenRAIL-M v1",
     "bigcodeopenrailm1 bigcodeopenrailm1.0"),
    ("llama-31", "LicenseRef-scancode-llama-3.1-license-2024", "Llama 3.1 Community License",
     "llama3.1community llama3.1communityagreement"),
)  # fmt: skip

KNOWN_LICENSES: Final = {slug: KnownLicense(slug, spdx, title) for slug, spdx, title, _ in _TABLE}
_BY_KEY: Final = {
    key: KNOWN_LICENSES[slug] for slug, _, _, keys in _TABLE for key in keys.split()
} | {re.sub(r"[^a-z0-9.]", "", known.spdx_id.lower()): known for known in KNOWN_LICENSES.values()}
_BY_ADDRESS: Final = {
    "opensource.org/licenses/mit": "mit",
    "apache.org/licenses/license-2.0": "apache",
    "creativecommons.org/publicdomain/zero/1.0": "cc0",
    "creativecommons.org/licenses/by/4.0": "cc-by-4",
    "creativecommons.org/licenses/by-sa/3.0": "cc-by-sa-3",
    "creativecommons.org/licenses/by-sa/4.0": "cc-by-sa-4",
    "creativecommons.org/licenses/by-nc/4.0": "cc-by-nc-4",
    "creativecommons.org/licenses/by-nc-sa/4.0": "cc-by-nc-sa-4",
    "creativecommons.org/licenses/by-nd/4.0": "cc-by-nd-4",
    "creativecommons.org/licenses/by-nc-nd/4.0": "cc-by-nc-nd-4",
    "opendatacommons.org/licenses/by/1-0": "odc-by",
    "opendatacommons.org/licenses/odbl/1-0": "odbl",
}
_SILENT: Final = frozenset({"", "none", "unknown", "unknkown", "n/a", "null"})
_FILLER: Final = re.compile(r"\b(the|licen[cs]es?|public|international|version|terms?)\b|\bv(?=\d)")
_LINK: Final = re.compile(r"\[+([^\[\]]+)\]+\s?\((https?://[^\s()]+)\)")
_SCOPED: Final = re.compile(r"^(?P<name>.*\S)\s*\((?P<scope>[^()]*)\)$", re.DOTALL)
_HEDGE: Final = re.compile(
    r"\b(or|but|except|excluding|unless|not|only|where|if|dual|either|various|some|modified)\b",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"\s*[,;]\s+|\s+(?:and|&|\+|/)\s+")


def license_statements(text: str, comment: str = "") -> tuple[LicenseStatement, ...]:
    """What a free text says about licenses, one statement for each it names.

    >>> [s.license.spdx_id for s in license_statements("CC BY NC 4.0") if s.license]
    ['CC-BY-NC-4.0']
    >>> license_statements("unknown")
    ()
    """
    given = text.strip()
    whole = _statement(given, comment)
    if is_silent(whole.text):
        return ()
    if whole.license is not None or _HEDGE.search(given):
        return (whole,)
    parts = [_statement(part, comment) for part in _BETWEEN.split(given) if part]
    if len(parts) > 1 and (
        any(part.license for part in parts) or all(part.scope != "mixed" for part in parts)
    ):
        return tuple(part for part in parts if not is_silent(part.text))
    return (whole,)


def is_silent(text: str) -> bool:
    """Whether the text asserts no license: empty, none, unknown."""
    return text.strip().casefold() in _SILENT


def known_license(name: str) -> KnownLicense | None:
    """The license a name or an address stands for, where that is certain."""
    address = re.sub(r"^https?://(www\.)?", "", name.strip().lower())
    address = re.sub(r"(/deed\.[a-z-]+|/legalcode(\.[a-z-]+)?|\.txt|\.html)?/?$", "", address)
    if address in _BY_ADDRESS:
        return KNOWN_LICENSES[_BY_ADDRESS[address]]
    if "(" in name:
        return None
    bare = _FILLER.sub(" ", name.lower())
    return _BY_KEY.get(re.sub(r"[^a-z0-9.]", "", bare).strip("."))


def _statement(text: str, comment: str) -> LicenseStatement:
    """One statement from a text taken as one name."""
    name, scope = _split_scope(text)
    link_match = _LINK.search(name)
    link = link_match.group(2) if link_match else web_address(name)
    known = known_license(name)
    if known is None and link_match and link_match.group(0) == name:
        known = known_license(link_match.group(1)) or known_license(link_match.group(2))
    return LicenseStatement(name if scope != "mixed" else text, known, scope, comment, link)


def _split_scope(text: str) -> tuple[str, str]:
    """A name and the scope in brackets behind it, as in `Apache 2.0 (code)`."""
    match = _SCOPED.match(text)
    if match is None or text.endswith(f"]({match['scope']})"):
        return text, "mixed"
    words = match["scope"].lower().split()
    for word, scope in (("code", "code"), ("weights", "weights"), ("data", "content"),
                        ("dataset", "content")):  # fmt: skip
        if word in words:
            return match["name"], scope
    return text, "mixed"
