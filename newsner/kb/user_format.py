"""What `newsner.kb.user_compiler` writes and `newsner.kb.user_table` reads: format name, codes, empty cells."""

import sys
from typing import Final

# Raised with every change of the layout.
USER_FORMAT: Final = f"newsner-user-table/1/{sys.byteorder}"

ADD: Final = 0
PIN: Final = 1
DENY: Final = 2

NO_ENTRY: Final = 0xFFFFFFFF
NO_PROMINENCE: Final = 0xFFFF
# Of an entity of the user's without the cell: as a hand-kept row of the seeds without one.
DEFAULT_PROMINENCE: Final = 0.5
