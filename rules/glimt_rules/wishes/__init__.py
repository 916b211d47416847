"""Wishes for a week: what people would like, and the visits by which each could be met.

``model`` is the wishes document and ``read`` reads it; ``candidates`` names the visits that would
meet a wish, ``trial`` asks the rules of them, ``limits`` says which exclude each other by rules
that are known, ``greedy`` chooses some at once, and ``score`` says which choice is the better one.
Whoever searches further (``glimt_tui.planning``) needs no more than these.
"""
