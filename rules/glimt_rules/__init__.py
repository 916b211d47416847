"""Glimt's rules engine: plans, rule sets, judging and explaining.

Pure: no clock, no environment, and no input but the files that it is given.
"""
