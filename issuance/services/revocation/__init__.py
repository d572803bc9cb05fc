"""Revocation: asked for or opened, decided by two officers, carried out by the job that has the keys."""
