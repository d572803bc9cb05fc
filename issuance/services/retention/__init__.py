"""Retention: what is past its years is purged by a plan that two administrators have confirmed (terms, article 17-1).

Begin with `registry.py`, which says of every table of the office what becomes of its rows; `job.py` does it.
"""
