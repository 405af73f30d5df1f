"""Workbooks about a whole run: a report of what became of its units, and a ledger of their stages."""
