"""The terminal under the screen: little is written to it, nothing steers it, it is given back.

    class GlimtApp(LeanApp[int]): ...
    code = run_app(GlimtApp())

``looks`` and ``cells`` say what stands where, ``moves`` and ``scrolling`` how to get there,
``changed_cells`` puts them together; ``safety`` filters, ``leaving`` ends.
"""

from glimt_tui.screen.terminal.app import LeanApp
from glimt_tui.screen.terminal.leaving import run_app
from glimt_tui.screen.terminal.safety import visible

__all__ = ["LeanApp", "run_app", "visible"]
