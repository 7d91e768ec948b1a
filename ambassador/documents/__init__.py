"""Documents for people: written as PDF or as an XLSX workbook, drawings as PNG, and sent under a readable name; tables
read back from XLSX and CSV (`reading`)."""

from ambassador.documents.pdf import pdf
from ambassador.documents.pictures import png
from ambassador.documents.sending import send, send_csv, send_pdf, send_workbook
from ambassador.documents.workbook import Cell, Column, Sheet, workbook

__all__ = ["Cell", "Column", "Sheet", "pdf", "png", "send", "send_csv", "send_pdf", "send_workbook", "workbook"]
