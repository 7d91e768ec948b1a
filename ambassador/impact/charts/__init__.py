"""The charts of a report, one module for each of its parts: the words and numbers that `ambassador.charts` draws."""

from ambassador.impact.charts import breakdowns, brief, commitments, coverage, kpis, plans, results, themes, track, work

__all__ = ["breakdowns", "brief", "commitments", "coverage", "kpis", "plans", "results", "themes", "track", "work"]
