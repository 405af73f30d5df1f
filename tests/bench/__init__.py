"""`make bench`: our speed beside that of docxtpl and docx-mailmerge2, measured in one run."""
