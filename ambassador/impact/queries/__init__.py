"""Reads of the report, in a number of queries that does not grow: who may be read (`sight`), the collective track, the work
with each structure. The KPIs' series come from `kpis.queries.impact`."""
