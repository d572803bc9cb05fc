"""Disclosure of one organisation's or one certificate's data to a court or authority (terms, article 19-4)."""
