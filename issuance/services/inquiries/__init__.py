"""Reports and inquiries from outside: received from visitors, worked on at the desk, answered with a signed letter."""
