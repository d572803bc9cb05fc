"""The office's own database: certificates on their way, their records, the outbox. Private to the office."""
