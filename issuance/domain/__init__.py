"""Rules of the office: values in, values out. No Flask, no SQLAlchemy, no clock, no file."""
