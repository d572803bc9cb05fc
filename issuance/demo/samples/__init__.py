"""Sample drafts, one JSON file each: content fields without what the chamber or the issue adds."""
