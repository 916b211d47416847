"""What is printed of a day or a week: sheets as values, and the writers that put them on paper.

``wall`` and ``lists`` say what stands on a sheet, ``text``, ``html`` and ``pdf`` how it looks.
"""
