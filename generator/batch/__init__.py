"""Units to files: each unit drafted once, its file the old one or the new one, nothing lost.

Nothing is imported here: to draft one plan takes the rules of `proofing`, and no workers.
"""
