"""Bringing a folder of plans up to date after a change, without losing what people wrote.

`examining` decides about one document, in a worker; `looking` goes over the folder, `applying` writes; `impact` says what
a change means before anything is written; `work` knows what a folder was made from, and
`ledgered` what is kept of that beside the manifest.
"""
