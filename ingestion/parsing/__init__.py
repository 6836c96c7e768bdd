"""Files into parsed documents: formats, refusals, statements with their spans, the date that a text states."""

from ingestion.parsing.effective_date import stated_effective_date
from ingestion.parsing.reader import DocumentReader

__all__ = ["DocumentReader", "stated_effective_date"]
