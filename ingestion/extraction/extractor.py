"""Facts from a parsed document by rules: no model, the same facts every time."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from ingestion.extraction.bounded_triples import bounded_triples
from ingestion.extraction.cardinality import cardinality_of, with_companions
from ingestion.extraction.clauses import opens_clause
from ingestion.extraction.rows import Cell, key_value, table_cells
from ingestion.extraction.scopes import (
    limited,
    limits_of_cell,
    limits_of_line,
    narrowed,
    scope_of_section,
    scope_of_sentence,
)
from ingestion.extraction.sentences import read_triples
from ingestion.extraction.tokens import tokenize
from ingestion.extraction.topics import find_parties, topic_of
from ingestion.extraction.triples import Topic, Triple
from knowledge.facts import ExtractedFact, mask
from knowledge.passages import ParsedDocument, Statement, StatementKind
from knowledge.values import FoundValue, Value, ValueKind, find_values

_LONGEST_SUBJECT = 80
_LONGEST_LEAD_IN = 15


class RuleExtractor:
    """Implements `knowledge.ports.FactExtractor`."""

    def extract(self, document: ParsedDocument, *, title: str, zone: ZoneInfo) -> list[ExtractedFact]:
        """At least one fact a statement, in reading order: one a typed value, else one yes/no or one text."""
        parties = tuple(sorted(find_parties(document.text).items()))
        facts: list[ExtractedFact] = []
        lead_in: Statement | None = None
        for index, statement in enumerate(document.statements):
            fragment = "includes" if statement.kind is StatementKind.LIST_ITEM else "states"
            topic = Topic(name=topic_of(statement.section, title), parties=parties, fragment=fragment)
            if statement.kind is not StatementKind.LIST_ITEM:
                lead_in = statement if statement.text.rstrip().endswith(":") else None
            elif lead_in is not None and lead_in.section != statement.section:
                lead_in = None
            above = scope_of_section(statement.section, title)
            facts += [
                ExtractedFact(
                    subject=triple.subject,
                    predicate=triple.predicate,
                    value=triple.value,
                    statement=index,
                    masked=triple.masked,
                    ordinal=triple.ordinal,
                    scope=narrowed(above, triple.scope),
                    valid=triple.valid,
                    cardinality=cardinality_of(statement.kind, triple.value.kind),
                )
                for triple in _triples(statement, topic, lead_in, zone)
            ]
        return with_companions(facts, [statement.section for statement in document.statements])


def _triples(statement: Statement, topic: Topic, lead_in: Statement | None, zone: ZoneInfo) -> Sequence[Triple]:
    text = statement.text
    if statement.kind is StatementKind.TABLE_ROW:
        row = _row_triples(statement, topic, zone)
        return row or limited(
            bounded_triples(text, zone, partial(read_triples, topic=topic)), scope_of_sentence(text), text
        )
    led = statement.kind is StatementKind.LIST_ITEM and lead_in is not None and _completes(lead_in.text, text)
    opening = lead_in.text.rstrip().rstrip(":") if led and lead_in is not None else ""
    keyed = statement.kind in (StatementKind.KEY_VALUE, StatementKind.LIST_ITEM)
    triples = bounded_triples(text, zone, partial(_read_line, topic=topic, lead_in=opening, keyed=keyed))
    return limited(triples, limits_of_line(text, lead_in=opening, cell=key_value(text) if keyed else None), text)


def _read_line(text: str, *, topic: Topic, lead_in: str, keyed: bool) -> Sequence[Triple]:
    cell = key_value(text) if keyed else None
    if cell is None:
        return read_triples(text, topic, lead_in=lead_in)
    return _read_cell(text[cell.start : cell.end], name=cell.name, subject=topic.name, masked_name=cell.name)


def _completes(lead_in: str, item: str) -> bool:
    """Whether an item goes on with the words before its list, rather than being a sentence of its own."""
    return len(lead_in.split()) <= _LONGEST_LEAD_IN and not opens_clause(tokenize(item, []), 0)


def _row_triples(row: Statement, topic: Topic, zone: ZoneInfo) -> list[Triple]:
    """Of "Germany | 50 EUR" under "Country | Per diem": (Germany, per diem, 50 EUR). A row is about its first cell."""
    text = row.text
    cells = list(table_cells(text, row.headings))
    if not cells:
        return []
    first = cells[0]
    name = " ".join(text[first.start : first.end].split())[:_LONGEST_SUBJECT]
    if len(cells) == 1:
        return _cell_triples(text, first, subject=topic.name, masked_name=first.name, zone=zone)
    triples: list[Triple] = []
    for cell in cells[1:]:
        masked_name = f"{first.name}: {name}; {cell.name}"
        read = _cell_triples(text, cell, subject=name, masked_name=masked_name, zone=zone)
        triples += [
            replace(one, scope=narrowed(limits_of_cell(name, first.name, cell.name), one.scope)) for one in read
        ]
    return triples


def _cell_triples(text: str, cell: Cell, *, subject: str, masked_name: str, zone: ZoneInfo) -> list[Triple]:
    read = partial(_read_cell, name=cell.name, subject=subject, masked_name=masked_name)
    return bounded_triples(text[cell.start : cell.end], zone, read)


def _read_cell(quoted: str, *, name: str, subject: str, masked_name: str) -> list[Triple]:
    """One triple a typed value in the cell, else its text. A value that fills the cell is masked without its kind."""
    found = find_values(quoted)
    whole = not found or (len(found) == 1 and found[0].value.text == quoted.rstrip("."))
    masked = f"{masked_name.casefold()}: {'<value>' if whole else mask(quoted, found)}"
    predicate = " ".join(word.lower() if word[1:].islower() or len(word) == 1 else word for word in name.split())
    if not found:
        quoted = quoted.rstrip(".") or quoted
        value = Value(kind=ValueKind.TEXT, canonical=" ".join(quoted.casefold().split()), text=quoted)
        return [Triple(subject=subject, predicate=predicate, value=value, masked=masked)]
    return [
        Triple(
            subject=subject,
            predicate=predicate if len(found) == 1 else f"{predicate}{_qualifier(quoted, found, i)}",
            value=one.value,
            masked=masked,
            ordinal=i,
        )
        for i, one in enumerate(found)
    ]


def _qualifier(quoted: str, found: list[FoundValue], index: int) -> str:
    """The words after a value of a cell that holds several, up to the next mark: " (per night)"."""
    end = found[index + 1].start if index + 1 < len(found) else len(quoted)
    words = quoted[found[index].end : end].strip(" ").split(",")[0].split(";")[0].split()[:5]
    while words and words[-1].lower() in ("and", "or", "up", "to", "from", "of"):
        words.pop()
    return f" ({' '.join(words).strip('().')})" if words else ""
