"""Changes: writing and agreeing KPIs (`definitions`), figures (`entries`), their approval (`review`), `publications`."""

from ambassador.kpis.services.publications import publish_quarter

__all__ = ["publish_quarter"]
