"""Letters that the office prints: what stands in them, and the form on which typst sets them."""
