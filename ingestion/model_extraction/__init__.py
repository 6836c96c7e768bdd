"""Facts read by a language model beside the rules: quoted literally, or refused; read once, and kept."""

from ingestion.model_extraction.reading import ModelExtraction, Read
from ingestion.model_extraction.store import ReadingStore

__all__ = ["ModelExtraction", "Read", "ReadingStore"]
