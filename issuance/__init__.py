"""The issuing office: the only writer of the register."""
