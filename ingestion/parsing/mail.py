"""E-mail into blocks: the subject is the title, the HTML body is preferred, attachments are not read."""

import email
import email.policy
from email.message import EmailMessage

from ingestion.parsing.blocks import Block
from ingestion.parsing.html import read_html
from ingestion.parsing.plain import read_plain
from knowledge.errors import UnreadableDocument

_HEADERS = ("subject", "from", "to", "date")


def read_mail(content: bytes, *, file_name: str) -> tuple[list[Block], dict[str, str]]:
    """The blocks; metadata are subject, from, to and date."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    headers = {name: " ".join(str(message[name]).split()) for name in _HEADERS if message[name]}
    if not headers:
        raise UnreadableDocument(f"{file_name} has no mail headers (Subject, From, Date): it is not an e-mail")
    body = message.get_body(preferencelist=("html", "plain"))
    text = _text_of(body, file_name) if isinstance(body, EmailMessage) else ""
    is_html = isinstance(body, EmailMessage) and body.get_content_type() == "text/html"
    if headers.get("subject"):
        headers["title"] = headers["subject"]
    return read_html(text)[0] if is_html else read_plain(text), headers


def _text_of(body: EmailMessage, file_name: str) -> str:
    try:
        return str(body.get_content(errors="strict"))
    except (UnicodeError, LookupError) as error:
        raise UnreadableDocument(f"the text of {file_name} is not in the charset that it declares: {error}") from error
