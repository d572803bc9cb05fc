"""Webhooks: who is told of what, the outbox that goes with the act, and what sends it (ADR 0055)."""
