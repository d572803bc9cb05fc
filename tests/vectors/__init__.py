"""Test vectors: what the format's objects look like in bytes, and which verdict each attack gets."""
