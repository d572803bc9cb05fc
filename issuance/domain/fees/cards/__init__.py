"""Payments by card: what the office keeps of them. No field here holds anything of a card."""
