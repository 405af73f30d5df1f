"""Rosters: sheets or YAML to entries, one for each unit, and what comes down to it from above.

An entry is what a row says; nothing is typed, and what is wrong with one row is told of the units
that use it. Entries of a sheet are read anew from its rows each time: they cost no memory.
"""
