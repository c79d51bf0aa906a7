"""Governance that travels: obligations, community conditions and signals along the lineage.

Rules are pure functions of what is recorded and of a date (rules.md section 3). They say what
the record says and what it lacks, never what the law says.
"""
