"""Systems that call the office's API for somebody: scopes, clients, grants and their secrets (terms, article 3-2(5)).

Values in, values out. The words are those of RFC 6749, but for *system*: what a chamber calls the other program.
"""
