"""Webhooks: what systems are told of by themselves, after the Standard Webhooks specification 1.0.0 (ADR 0055).

Values in, values out. An *endpoint* is the address at which a system wants to be told; a *delivery* is one event on
its way to one endpoint.
"""
