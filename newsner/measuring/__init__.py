"""How good, how sure and how fast the pipelines are; what is written beside them when they are exported."""
