"""The printed forms (typst) and their words in three languages; a package, so that a wheel carries the files."""
