"""What a chamber sets, its staff, and the federation above it."""
