"""Facts out of parsed documents, behind `knowledge.ports.FactExtractor`."""

from ingestion.extraction.extractor import RuleExtractor

__all__ = ["RuleExtractor"]
