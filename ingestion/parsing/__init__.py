"""Files into parsed documents: formats, refusals, statements with their spans, the date that a text states."""

from ingestion.parsing.reader import DocumentReader

__all__ = ["DocumentReader"]
