"""Questions about a document itself: when it was introduced, when it last changed, how many versions it has."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from knowledge.answering import wording
from knowledge.answering.evidence import cite
from knowledge.answering.model import Answer, AnswerStatus
from knowledge.answering.wording import day_of, named
from knowledge.questions import AboutTime, DocumentChange, QuestionReading
from knowledge.retrieval import Sought, Stores, retrieve
from knowledge.time_windows import Viewpoint


def tell_versions(
    blank: Answer,
    reading: QuestionReading,
    asked: AboutTime,
    viewpoint: Viewpoint,
    stores: Stores,
    *,
    versions: Sequence[DocumentChange],
    zone: ZoneInfo,
) -> Answer | None:
    """From the versions of the one document that is named; None where that is not one, or where it tells nothing."""
    if len(reading.documents) != 1 or asked is AboutTime.ENDED:
        return None
    of_it = sorted((one for one in versions if one.document in reading.documents), key=lambda one: one.effective_at)
    begun = [one for one in of_it if one.effective_at <= viewpoint.as_of]
    if not begun:
        return None
    answer, text = _told(asked, begun, viewpoint, zone)
    coming = [one for one in of_it if one.effective_at > viewpoint.as_of]
    notes = [f"Versions took effect on {wording.in_words([day_of(one.effective_at, zone) for one in begun])}."]
    notes += [f"Version {one.version} takes effect on {day_of(one.effective_at, zone)}." for one in coming]
    found = retrieve(Sought.by(reading.parts[0]), viewpoint, stores, documents=reading.documents, limit=1)
    return replace(
        blank,
        status=AnswerStatus.ANSWERED,
        answer=answer,
        text=text,
        citations=tuple(cite(one) for one in found.statements[:1]),
        coverage=tuple(notes if len(of_it) > 1 else ()),
    )


def _told(asked: AboutTime, begun: Sequence[DocumentChange], viewpoint: Viewpoint, zone: ZoneInfo) -> tuple[str, str]:
    title = wording.at_the_head(named(begun[-1].title))
    first, last = (day_of(one.effective_at, zone) for one in (begun[0], begun[-1]))
    if asked is AboutTime.VERSIONS:
        count = f"{len(begun)} version{'s' if len(begun) > 1 else ''}"
        day = day_of(viewpoint.as_of, zone)
        return str(len(begun)), f"As of {day}, {named(begun[-1].title)} has {count}; the first took effect on {first}."
    if asked is AboutTime.CHANGED and len(begun) == 1:
        return "No change", f"{title} has not changed since {first}, when it took effect first."
    if asked in (AboutTime.CHANGED, AboutTime.HOLDS_SINCE):
        return last, f"{title} last changed on {last}, by version {begun[-1].version}."
    return first, f"{title} took effect first on {first}."
