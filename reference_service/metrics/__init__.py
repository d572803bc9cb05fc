"""Figures for the operator's monitoring: counted in plain numbers by each process, put together when asked for.

No figure has a number, an address or anything else of a caller or certificate in it.
"""
