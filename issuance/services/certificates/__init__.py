"""Issuing, printing, revoking: certificates on their way to the register."""
