"""Forms of the KPIs: a definition, the entry screen, one figure."""
