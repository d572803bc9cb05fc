"""The office's side of the bulletin: what is noted for it, and how it is published. Format: `signing.bulletin`."""
