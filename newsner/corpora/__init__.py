"""Readers for the public corpora that the pipelines are trained on, and the one label scheme made from many."""
