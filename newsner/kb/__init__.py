"""The alias table: read the seeds, compile them, look names up in the compiled table.

Imports nothing by itself, so that the package build can compile the table before the dependencies are there.
"""
