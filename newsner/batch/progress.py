"""How far a run is, how fast, and how long it will take: a bar on a terminal, a line a minute in a log."""

import sys
import time
from typing import Any, Final

# In a log file of a day's run these are 1 440 lines.
_LOG_SECONDS: Final = 60.0


class Progress:
    """Counts articles and the bytes of input behind them; time left is reckoned from the bytes.

    Args:
        total: bytes of all input; 0 where that is not known.
        shown: False shows nothing.
    """

    def __init__(self, total: int, shown: bool) -> None:
        self._total = total or None
        self._shown = shown
        self._bar: Any = None
        self._articles = 0
        self._initial = 0
        self._start = self._said = time.monotonic()

    def start(self, done: int) -> None:
        """Begin, with bytes that were read in an earlier run."""
        self._initial = done
        self._start = self._said = time.monotonic()
        if self._shown and sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=self._total, initial=done, unit="B", unit_scale=True, file=sys.stderr)

    def advance(self, done: int) -> None:
        """One more article, ``done`` bytes of input behind it."""
        self._articles += 1
        if self._bar is not None:
            self._bar.set_postfix_str(self._rate(), refresh=False)
            self._bar.update(done - self._bar.n)
        elif self._shown and time.monotonic() - self._said >= _LOG_SECONDS:
            self._said = time.monotonic()
            print(self.render(done), file=sys.stderr, flush=True)  # noqa: T201 -- what the bar is on a terminal

    def render(self, done: int) -> str:
        """The line of a log."""
        seconds = max(time.monotonic() - self._start, 1e-9)
        line = f"{self._articles} articles, {self._rate()}"
        if self._total and done > self._initial:
            left = (self._total - done) * seconds / (done - self._initial)
            line += f", {100 * done / self._total:.0f} %, {left / 3600:.1f} h left"
        return line

    def stop(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.close()

    def _rate(self) -> str:
        seconds = max(time.monotonic() - self._start, 1e-9)
        return f"{self._articles / seconds:.1f} articles/s"
