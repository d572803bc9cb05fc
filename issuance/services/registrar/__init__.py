"""The registrar's desk: review, measures, ends, and what each day brings."""
