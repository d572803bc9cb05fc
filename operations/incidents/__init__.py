"""The book of incidents: what broke, when it was noticed and restored, why, and what was done."""
