"""Property-based state machines over more than one room of the office."""
