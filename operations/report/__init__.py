"""The monthly report of availability: minutes of the month, what is promised of them, and what the probe saw."""
