"""``python -m glimt_tui``: the same as the command ``glimt``."""

from glimt_tui.start import run

if __name__ == "__main__":
    run()
