"""How grave each finding is: an error embarrasses the office that issues the plan."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import Severity

SEVERITIES: Mapping[str, Severity] = {
    # structure
    "label-gap": "error",
    "label-repeat": "error",
    "label-start": "error",
    "label-order": "error",
    "spoken-start": "error",
    "level-order": "warning",
    "mixed-labels": "warning",
    "label-form": "style",
    "uneven-headings": "style",
    "lost-label": "error",
    "glued-heading": "error",
    "heading-alone": "warning",
    # whole sentences
    "text-cut": "error",
    "text-begins-late": "error",
    "no-full-stop": "warning",
    # counts
    "count-claim": "error",
    "slogan-list": "error",
    "slogan-expansion": "warning",
    "slogan-unlisted": "warning",
    # time
    "stage-overlap": "error",
    "stage-order": "error",
    "stage-outside": "error",
    "stage-undated": "warning",
    "stages-undated": "style",
    "stage-year": "warning",
    "no-such-date": "error",
    "range-reversed": "error",
    "cycle-or-year": "warning",
    # sums
    "table-total": "error",
    "points-total": "warning",
    "quota-total": "warning",
    # left over
    "hole": "error",
    "left-open": "warning",
    "blank-date": "error",
    "empty-brackets": "error",
    "other-unit": "error",
    "page-residue": "error",
    # characters and words
    "unbalanced": "error",
    "stray-mark": "warning",
    "doubled-word": "warning",
    "doubled-mark": "warning",
    "repeated-frequency": "warning",
    "repeated-sentence": "warning",
    "broken-phrase": "warning",
    "half-width": "style",
    "stray-space": "style",
    "mixed-ends": "style",
    # forms
    "document-number": "warning",
    "date-form": "warning",
    "range-dash": "style",
    "congress-name": "style",
    # references
    "annex-absent": "error",
    "annex-unattached": "warning",
    "annex-unlisted": "warning",
    "annex-title": "warning",
    "table-absent": "warning",
    "part-absent": "error",
    "cited-title": "warning",
    # policies and terms
    "superseded": "warning",
    "title-term": "warning",
    "two-names": "warning",
    "short-name": "style",
}
