"""Payments by card, on the card service's own hosted page."""
