"""The fold: from a document's sequence to the windows in which each content holds. Pure; knows no store.

An entry of the sequence is a version or a withdrawal (an empty version). A content is one passage as an opaque id, or
one fact with the key that makes it rival to others. `fold` is the definition where a text speaks for its own run alone;
`fold_key` where statements carry windows of their own. `difference` reaches the same picture from what is recorded by
looking only at the runs that an edit touches (an entry that comes, goes, moves or says something else), `turns_of_key`
by looking only at the entries around it, so that the cost does not grow with the sequence.
"""

from knowledge.changes import EditKind
from knowledge.revision.difference import Difference, RecordedRow, Ruling, difference, difference_of_key, rulings
from knowledge.revision.edits import Happening, Holding, Outcome, edit_kind, outcome
from knowledge.revision.fold import Content, Entry, fold, held_in, in_order, run_of, runs
from knowledge.revision.key_stretch import Told, Turn, rulings_of_turns, turns_of_key
from knowledge.revision.own_windows import Said, fold_key

__all__ = [
    "Content",
    "Difference",
    "EditKind",
    "Entry",
    "Happening",
    "Holding",
    "Outcome",
    "RecordedRow",
    "Ruling",
    "Said",
    "Told",
    "Turn",
    "difference",
    "difference_of_key",
    "edit_kind",
    "fold",
    "fold_key",
    "held_in",
    "in_order",
    "outcome",
    "rulings",
    "rulings_of_turns",
    "run_of",
    "runs",
    "turns_of_key",
]
