"""Bringing in what other catalogues say: one outcome for every item, nothing dropped in silence."""
