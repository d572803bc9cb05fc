"""Many checks at once, and signed receipts: reading what was asked, judging row by row, signing. No Flask in here."""
