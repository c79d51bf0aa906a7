"""Tests of the ontology: its rules, its terms, and the words it gives."""
