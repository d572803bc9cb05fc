"""The format: content, seal, record, receipt, keys, trust and verification.

Bytes in, values out. Nothing in here opens a file, a socket or a clock; keys and times are passed in.
"""
