"""Pictures that a chamber puts on its papers: handed in by one, confirmed by another, printed by the issue job."""
