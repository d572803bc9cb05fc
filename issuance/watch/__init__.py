"""Figures for the operator's monitoring: how long what waits, what failed, what ends when, when jobs last ended well.

No figure names an organisation, a person, an application or a certificate.
"""
