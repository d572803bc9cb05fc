"""Disclosure to courts and authorities (terms, article 19-4), from the request to the end of its file."""
