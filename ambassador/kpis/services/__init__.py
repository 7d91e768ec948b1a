"""Changes: writing and agreeing KPIs (`definitions`), figures (`entries`), their approval (`review`) and correction
(`corrections`), words beside them (`remarks`), closed periods (`closing`), `publications`."""

from ambassador.kpis.services.publications import publish_quarter

__all__ = ["publish_quarter"]
