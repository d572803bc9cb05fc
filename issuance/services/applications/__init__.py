"""The applicant's side of applications: written, handed in, taken back, by applicants' and agents' ids."""
