"""Reads of the KPIs: whose they are (`sight`), the sheet, the entry screen, the queue, publications, series, what is due."""
