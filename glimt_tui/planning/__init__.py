"""Planning a week of wishes: a solver searches, and the rules engine judges what comes out.

``search`` proposes: it begins with what ``glimt_rules.wishes.greedy`` finds at once, and improves
on it with the solver as long as there is time. ``encode`` and ``solve`` are all that knows the
solver (OR-Tools CP-SAT, the extra ``plan``), and ``cuts`` tells it what the rules refused.
``proposal`` is what comes of it, and knows no solver.
"""
