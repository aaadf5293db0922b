"""Measurements, each a program of its own: `python3 dev.py bench [NAME…] --json FILE`. Never a timed test."""
