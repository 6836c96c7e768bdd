"""One file of any supported format as a `ParsedDocument`: what it is, whether it may be opened, who reads it."""

from ingestion.parsing.blocks import assemble
from ingestion.parsing.markdown import read_markdown
from knowledge.errors import EmptyDocument
from knowledge.passages import ParsedDocument


class DocumentReader:
    """Implements `knowledge.ports.DocumentParser`; needs no network and keeps nothing between files."""

    def parse(self, content: bytes, *, file_name: str, media_type: str | None) -> ParsedDocument:
        blocks, metadata = read_markdown(content.decode())
        parsed = assemble(blocks, title=metadata.get("title"), metadata=metadata)
        if not parsed.statements:
            raise EmptyDocument(f"{file_name} holds no text")
        return parsed
