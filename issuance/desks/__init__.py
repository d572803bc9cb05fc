"""The services of each subject put together, as `office.py` opens them: `office.access`, `office.ids`."""
