"""The operator's tools: a probe from outside, the book of incidents, the monthly report of availability.

They see the system as its users do: over HTTP and by the scanner's own command line. Nothing of the office, the
reference service or the register is imported, so that what measures them does not break with them.
"""
