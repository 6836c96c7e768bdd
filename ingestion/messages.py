"""What travels between the API, the ingestion workflow and its activities: ids and counts, never text."""

from pydantic import BaseModel, ConfigDict

INGESTION_QUEUE = "ingestion"
BULK_QUEUE = "bulk"  # of uploads that nobody waits for; deliveries and reviews (`batch`) do not wait behind them either
INGEST_WORKFLOW = "IngestVersionWorkflow"


class Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class IngestVersion(Message):
    """Start of the workflow: everything else stands in Postgres under these ids."""

    tenant: str
    document: str  # slug, for the search attributes
    version_id: int
    ingestion_id: str
    bulk: bool = False  # nobody waits for it

    @property
    def task_queue(self) -> str:
        return BULK_QUEUE if self.bulk else INGESTION_QUEUE


class Prepared(Message):
    passages: int
    facts: int
    unembedded: int  # texts that have no embedding yet: none, and a step is saved


class Embedded(Message):
    embedded: int  # texts that had no embedding before


class Published(Message):
    passages_new: int
    passages_kept: int
    facts_added: int
    facts_superseded: int
    facts_removed: int
    waiting: str | None = None  # the proposal that a person is to decide; the version is not visible yet


class Refusal(Message):
    """Why an ingestion ended: the leaf's name, its title and its message."""

    message: IngestVersion
    problem: dict[str, str]
