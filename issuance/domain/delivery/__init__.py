"""After the issue: until when a certificate is printed, and on which sheets (terms, article 14-3)."""
