"""Passwords, second factors, sessions, lost credentials and leaks: how people come in."""
