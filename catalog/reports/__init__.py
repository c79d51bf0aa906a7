"""Reports drafted from the graph: every field a value with its records, or why there is none."""

from catalog.reports.drafting import TEMPLATES, Template, draft, templates_for
from catalog.reports.rendering import FORMATS, media_type, render
from catalog.reports.report import Field, Fill, Gap, Report, Section, Value

__all__ = [
    "FORMATS",
    "TEMPLATES",
    "Field",
    "Fill",
    "Gap",
    "Report",
    "Section",
    "Template",
    "Value",
    "draft",
    "media_type",
    "render",
    "templates_for",
]
