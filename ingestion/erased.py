"""What is said of a document that was erased: its slug is reserved, so that nothing brings it back unseen."""

from uuid import UUID

from knowledge.errors import DocumentErased


def refuse_erased(document: str, erasure: UUID | None) -> None:
    """Raises `DocumentErased` where the document's row names an erasure."""
    if erasure is not None:
        raise DocumentErased(
            f"document {document!r} was erased, and its slug stays reserved: GET /v1/erasures/{erasure} tells why;"
            " choose another slug for another document"
        )
