"""Rules of signing in: sessions and their ends, lock-outs, passwords, codes that people type."""
