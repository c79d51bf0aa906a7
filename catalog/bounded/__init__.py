"""Killable worker processes: strangers' work done where nothing of it can do harm.

Two parts use them: `sparql` evaluates queries in them, `records` reads and checks documents.
"""
