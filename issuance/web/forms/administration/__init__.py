"""Forms of the chamber's administration and of the federation's console."""
