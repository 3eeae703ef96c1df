"""Readers and rules behind `seeds/build_bulk.py` and `seeds/attest.py`, one module per family of sources."""
