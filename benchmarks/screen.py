"""What the screen costs, in a real terminal of 80 by 24: ``python -m benchmarks.screen``.

    python -m benchmarks.screen [--quick] [--only bytes|times] [--pairs N] [--visits N]

**Bytes.** How much is written to the terminal at the start, for a key, and while nothing happens:
by a bare Textual application (a table, and a form beside it) with Textual's own renderer and with
the lean one, and by Glimt on its made-up weeks with both.

**Seconds.** On a database of 10,000 visits, half of them over and half planned ahead:

- *First paint* is the time from starting the process until the first booking of today stands on
  the screen; of the bare application, until the first row of its one table does. The two take
  turns, and what counts is how many times as long Glimt takes, pair by pair: both suffer from
  whatever else the machine does. The signs of the verdicts follow; a dot stands there until then.
- *Verdict after the last key* is the time from pressing the key that completes a booking in the
  form until it says below whether that can be saved. The form waits 20 ms for another key first.

What stands on the screen is read from what came down the line, as a terminal draws it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.screen_bytes import BARE_STEPS, Step, bare, glimt, table
from benchmarks.screen_paint import VISITS, report

PAIRS = 15


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table of bytes and one of seconds."""
    parser = argparse.ArgumentParser(description="Measure what the screen costs.")
    parser.add_argument("--quick", action="store_true", help="as little as shows that it works")
    parser.add_argument("--only", choices=("bytes", "times"), help="measure nothing else")
    parser.add_argument("--pairs", type=int, default=PAIRS, help=f"of starts; default {PAIRS}")
    parser.add_argument("--visits", type=int, default=VISITS, help=f"default {VISITS}")
    args = parser.parse_args(argv)
    if args.only != "times":
        steps: Sequence[Step] = BARE_STEPS
        if args.quick:
            steps = tuple(Step(s.name, s.keys[:1], min(s.idle, 1), s.goal) for s in BARE_STEPS)
        subjects = [bare("stock", steps), bare("lean", steps)]
        if not args.quick:
            subjects += [glimt("stock"), glimt("lean")]
        sys.stdout.write(table(subjects) + "\n")
    if args.only != "bytes":
        pairs, visits = (2, 500) if args.quick else (args.pairs, args.visits)
        sys.stdout.write(report(pairs, visits) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
