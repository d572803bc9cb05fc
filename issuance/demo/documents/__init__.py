"""Documents that the samples certify (typst sources); a package, so that a wheel carries the files."""
