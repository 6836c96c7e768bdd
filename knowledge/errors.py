"""Every error that asof raises on purpose. The leaf names the situation; its message says what to do.

`CallerError` is never retried: the caller must change something. `ServiceError` is an outage: retried with backoff.
"""


class KnowledgeError(Exception):
    """The root. `title` is the same for every instance of a leaf; the message is about this one."""

    title = "Something went wrong"

    @property
    def slug(self) -> str:
        """A stable name for programs: `UnreadableDocument` -> `unreadable-document`."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


class CallerError(KnowledgeError):
    """The request itself cannot be served; sending it again changes nothing."""

    status = 400


class ServiceError(KnowledgeError):
    """Something that asof stands on is out of reach; the same request may succeed later."""

    status = 503
    retry_after_s: float | None = None
    """How long it asked to be left alone, where it said so."""


# -- what a caller sent ---------------------------------------------------------------------------


class InvalidRequest(CallerError):
    title = "The request is not valid"
    status = 422


class InvalidSlug(CallerError):
    title = "The document's slug is not valid"
    status = 422


class InvalidInstant(CallerError):
    title = "The date or time is not valid"
    status = 422


class InvalidWindow(CallerError):
    title = "The window of time is not valid"
    status = 422


class KnownAtInFuture(CallerError):
    title = "known_at lies in the future"
    status = 422


class UnreadableDocument(CallerError):
    title = "The file cannot be read"
    status = 422


class EmptyDocument(CallerError):
    title = "The file holds no text"
    status = 422


class DocumentTooLarge(CallerError):
    title = "The file is too large"
    status = 413


class UnsupportedFormat(CallerError):
    title = "The file's format is not supported"
    status = 415


class DocumentNotFound(CallerError):
    title = "No such document"
    status = 404


class VersionNotFound(CallerError):
    title = "No such version"
    status = 404


class VersionSpeaksNoMore(CallerError):
    """It was retracted or replaced, or was never published: there is nothing to repair."""

    title = "The version does not speak for its document"
    status = 409


class NothingToUndo(CallerError):
    """There is no such edit, or it is undone already, or later edits rest on it."""

    title = "There is nothing to undo"
    status = 409


class DocumentErased(CallerError):
    """For legal reasons. Its slug is reserved: nothing that is uploaded may stand under it again."""

    title = "The document was erased"
    status = 410


class ErasureNotFound(CallerError):
    title = "No such erasure"
    status = 404


class UnknownModel(CallerError):
    title = "The embedding model cannot be loaded"
    status = 422


class IngestionNotFound(CallerError):
    title = "No such ingestion"
    status = 404


class FactNotFound(CallerError):
    title = "No such fact"
    status = 404


class FactNotHeld(CallerError):
    """It was retired: an edit would be one of what nobody believes any more."""

    title = "The fact is not held any more"
    status = 409


class ReviewNotFound(CallerError):
    title = "No such edit waits for review"
    status = 404


class WebhookNotFound(CallerError):
    title = "No such webhook"
    status = 404


class DeliveryNotFound(CallerError):
    title = "No such delivery"
    status = 404


class InvalidReceiver(CallerError):
    """Its URL is none that asof sends to, as it is written or as its name resolves."""

    title = "Nothing is sent to this address"
    status = 422


class PersonNotFound(CallerError):
    title = "No such person can be asked"
    status = 404


class PersonExists(CallerError):
    title = "Somebody of this name can be asked already"
    status = 409


class QuestionNotFound(CallerError):
    title = "No such question to a person"
    status = 404


class QuestionClosed(CallerError):
    """It was answered, cancelled, or not answered in time."""

    title = "The question is waited for no more"
    status = 409


class QuestionAnswered(CallerError):
    title = "The question was answered otherwise already"
    status = 409


class TokenRefused(CallerError):
    title = "The token does not let you answer this question"
    status = 403


class TooManyQuestions(CallerError):
    title = "Too many questions of the conversation wait for people"
    status = 429


class GoldenQuestionNotFound(CallerError):
    title = "No such golden question"
    status = 404


class ReindexNotFound(CallerError):
    title = "No such re-index"
    status = 404


class ReindexUnderWay(CallerError):
    """Or an earlier one is: one index is built at a time."""

    title = "The index is being rebuilt already"
    status = 409


class ReindexOver(CallerError):
    title = "The re-index has ended"
    status = 409


class NothingToRollBackTo(CallerError):
    title = "No earlier index is kept"
    status = 409


class ReindexCancelled(CallerError):
    title = "The re-index was cancelled"
    status = 409


class ScheduleNotFound(CallerError):
    title = "No such schedule"
    status = 404


class InvalidationNotFound(CallerError):
    title = "No such change"
    status = 404


class ChangeDecided(CallerError):
    """It was decided otherwise, or a decision about it is being carried out."""

    title = "The change is decided already"
    status = 409


class ChangeRejected(CallerError):
    """A person looked at what the upload would change, and refused it."""

    title = "The change was rejected"
    status = 409


class RuleNotFound(CallerError):
    title = "No such rule"
    status = 404


class AnswerNotFound(CallerError):
    title = "No such answer"
    status = 404


class AnswerNotSealed(CallerError):
    """It was given before answers were sealed: what it says is kept, and nothing proves it."""

    title = "The answer was given before answers were sealed"
    status = 409


class ConversationNotFound(CallerError):
    title = "No such conversation"
    status = 404


class MessageConflict(CallerError):
    title = "This message id was already used for another text"
    status = 409


class SlugTaken(CallerError):
    title = "This slug names a source of another kind"
    status = 409


class IdempotencyConflict(CallerError):
    title = "This Idempotency-Key was already used for another request"
    status = 409


class RequestInProgress(CallerError):
    title = "The same request under this Idempotency-Key is still being served"
    status = 409


class ConversationBusy(CallerError):
    title = "The conversation has too many messages waiting"
    status = 429


# -- what asof stands on --------------------------------------------------------------------------


class StoreUnavailable(ServiceError):
    title = "Postgres is out of reach"


class IngestionUnderWay(ServiceError):
    """What must wait for it is tried again by itself."""

    title = "An ingestion of the document is under way"


class NotEmbedded(ServiceError):
    """The live index went over to another model meanwhile: its embeddings are made, and it is tried again."""

    title = "A text has no embedding by the live index's model yet"


class EvidenceErased(ServiceError):
    """What an answer rests on was erased while it was written: another attempt answers from what is left."""

    title = "What the answer rests on was erased meanwhile"


class QuestionsFilledUp(ServiceError):
    """A language model asked a person, and other questions came first: another attempt is answered without."""

    title = "As many questions as may wait for people were asked meanwhile"


class IndexUnavailable(ServiceError):
    title = "The passage index is out of reach"


class EmbedderUnavailable(ServiceError):
    title = "The embedding model is out of reach"


class WorkflowsUnavailable(ServiceError):
    title = "Temporal is out of reach"


class ModelUnavailable(ServiceError):
    title = "The language model is out of reach"


class ModelOverloaded(ServiceError):
    """It has too much to do, or we asked too often."""

    title = "The language model takes no more requests for the moment"


# -- what a language model will not do ------------------------------------------------------------


class ModelRefused(CallerError):
    title = "The language model refused to answer"
    status = 422


class ModelContextExceeded(CallerError):
    title = "The text is too long for the language model"
    status = 422


class ModelBudgetSpent(CallerError):
    """Of the tenant for the period that runs, or of a single turn."""

    title = "The budget of tokens is spent"
    status = 429


# -- what whoever runs asof must put right ----------------------------------------------------------


class SchemaRefused(KnowledgeError):
    """Retrying changes nothing, and no caller can help: the message says what the operator must do."""

    title = "The database does not fit this program"


class ModelKeyRefused(KnowledgeError):
    title = "The language model's provider refuses the key"


class ModelQuotaSpent(KnowledgeError):
    title = "The account at the language model's provider is used up"


class ModelRejected(KnowledgeError):
    """No such model or address, or a request that this model does not take."""

    title = "The language model's provider rejects the request"


class TurnFailed(KnowledgeError):
    """A fault of ours met while answering a message; the worker's log has the traceback."""

    title = "The message could not be answered"


class SealFailed(KnowledgeError):
    """Without its record no answer is released."""

    title = "The answer could not be sealed"
    status = 500


class GateClosed(KnowledgeError):
    """The new index did not pass: the live one goes on. The message says in what it failed."""

    title = "The new index did not pass its gate"
    status = 500


class ReindexFailed(KnowledgeError):
    """A fault of ours met while an index was built, again and again; the worker's log has the traceback."""

    title = "The index could not be rebuilt"
    status = 500


class IngestionFailed(KnowledgeError):
    """A fault of ours met on the way of an uploaded file, again and again; the worker's log has the traceback."""

    title = "The file could not be taken in"
    status = 500
