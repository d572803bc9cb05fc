"""The audit trail: searched, verified, anchored, purged."""
