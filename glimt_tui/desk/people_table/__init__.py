"""People out of a spreadsheet: its columns, its rows, and who is there already."""
