"""The demo organisation: who is in it, and what two of them have talked about for a year."""
