"""The long proofs: programs that do what no test has the time for. `python3 dev.py soak [NAME]` runs soak/NAME.py."""
