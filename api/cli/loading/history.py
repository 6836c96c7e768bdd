"""From a repository's commits to items: each commit's date is the effective date of what it changed."""

from functools import partial
from pathlib import PurePath

from api.cli.loading.folder import free_slug
from api.cli.loading.items import Item, Plan
from api.cli.loading.naming import is_document
from api.cli.loading.repository import Commit, FileChange, Repository
from api.parameters import slug_from


def read_history(repository: Repository) -> Plan:
    """The whole main line, oldest first; a load leaves out what is in. The same history gives the same items."""
    told = _Telling(repository)
    before = ""
    for commit in repository.commits():
        before = max(before, _in_utc(commit.date))  # a clock that went back does not turn the order of commits
        # What goes, goes first: its path may be another file's in the same commit.
        for change in sorted(commit.changes, key=lambda one: one.blob is not None):
            told.tell(commit, change, before)
    return told.plan


class _Telling:
    def __init__(self, repository: Repository) -> None:
        self.plan = Plan()
        self._repository = repository
        self._document: dict[PurePath, str] = {}  # of each path that is there, at the commit being told
        self._first: dict[str, PurePath] = {}  # where each document was first found
        self._blob: dict[str, str | None] = {}  # what each document says; none: withdrawn

    def tell(self, commit: Commit, change: FileChange, date: str) -> None:
        if change.renamed_from is not None:
            moved = self._document.pop(change.renamed_from, None)
            if moved is not None and is_document(change.path):
                self._document[change.path] = moved
            elif moved is not None:
                self._withdraw(moved, commit, change.renamed_from, date)
        if not is_document(change.path):
            self.plan.ignored += change.blob is not None
        elif change.blob is None:
            document = self._document.pop(change.path, None)
            if document is not None:
                self._withdraw(document, commit, change.path, date)
        else:
            self._say(self._slug(change.path), change.blob, commit, change.path, date)

    def _say(self, document: str, blob: str, commit: Commit, path: PurePath, date: str) -> None:
        if not document or self._blob.get(document) == blob:  # moved, or of another mode: it says what it said
            return
        self._blob[document] = blob
        self.plan.items.append(
            Item(
                document=document,
                place=f"{path} in {commit.id[:10]}",
                read=partial(self._repository.read, blob),
                file_name=path.name,
                effective_at=date,
            )
        )

    def _withdraw(self, document: str, commit: Commit, path: PurePath, date: str) -> None:
        self._blob[document] = None
        reason = f"deleted in commit {commit.id[:10]}: {commit.subject}"[:2_000]
        place = f"{path} in {commit.id[:10]}"
        self.plan.items.append(Item(document=document, place=place, read=None, effective_at=date, reason=reason))

    def _slug(self, path: PurePath) -> str:
        """A file that comes back where it was is the document that it was, unless that one lives on elsewhere."""
        if path not in self._document:
            wanted = slug_from(" ".join((*path.parts[:-1], path.stem)))
            living = set(self._document.values())
            others = {slug for slug, first in self._first.items() if first != path or slug in living}
            back = next((slug for slug, first in self._first.items() if first == path and slug not in living), None)
            slug = back or (free_slug(wanted, path, others) if wanted else "")
            if not slug:
                self.plan.refuse(str(path), "no slug can be made of its name")
            self._first.setdefault(slug, path)
            self._document[path] = slug
        return self._document[path]


def _in_utc(date: str) -> str:
    """Texts that order as the instants do."""
    import datetime as dt

    return dt.datetime.fromisoformat(date).astimezone(dt.UTC).isoformat()
