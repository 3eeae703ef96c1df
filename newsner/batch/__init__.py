"""Archives: files in, files out, in constant memory, to be stopped and gone on with at any point.

``annotate_files`` runs the extraction over what ``newsner.reading`` finds and writes it by ``newsner.writing``;
``convert_files`` turns what was annotated before into another format. Both write shards, each of which is there as a whole or not at
all (``newsner.batch.shards``).
"""

from newsner.batch.annotate import SHARD_SIZE, Run, annotate_files
from newsner.batch.convert import convert_files
from newsner.batch.summary import Summary

__all__ = ["SHARD_SIZE", "Run", "Summary", "annotate_files", "convert_files"]
