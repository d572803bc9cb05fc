"""Systems that call the office's API: entered and switched on, allowed by holders, given tokens, and turned away.

The protocol is Authlib's (`server.py`); what is kept, when it counts and who may do what is ours.
"""
