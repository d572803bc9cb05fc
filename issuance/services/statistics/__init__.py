"""Statistics of a chamber (T19.1): counting finished months, and what may be shown of them."""
