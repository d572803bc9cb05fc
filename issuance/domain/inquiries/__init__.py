"""Reports of suspect papers and sites, and official inquiries, as cases (values and rules alone)."""
