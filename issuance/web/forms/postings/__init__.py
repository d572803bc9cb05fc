"""Forms of notices, terms of service and pauses."""
