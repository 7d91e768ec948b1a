"""The whole register of one convention ("suivi de la convention") as a document to read and as a workbook to work with."""

from ambassador.conventions.export.document import of_record as document
from ambassador.conventions.export.record import Record, gather
from ambassador.conventions.export.sheets import of_record as sheets

__all__ = ["Record", "document", "gather", "sheets"]
