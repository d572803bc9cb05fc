"""Statistics of a chamber: months, what is kept out of sight, durations."""
