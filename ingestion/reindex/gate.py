"""What a new index must show before readers are let in: that it is whole, that it finds, that it answers rightly."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from ingestion.generations import Generation
from ingestion.reindex.comparing import Comparison, compare
from ingestion.reindex.runs import ReindexRun
from knowledge.adapters.postgres.golden import GoldenStore
from knowledge.adapters.postgres.history import HistoryReader
from knowledge.adapters.postgres.pool import Pool, transaction
from knowledge.adapters.postgres.queries import load_queries
from knowledge.adapters.postgres.reader import PostgresReader
from knowledge.golden import GoldenQuestion, judged
from knowledge.ports import IndexFilter, PassageIndex, PassageSearch
from knowledge.time_windows import Window, index_bounds

SAMPLE = 40  # searches compared with exact ones
DEPTH = 10
SPARE = 20  # hits beyond: the index rounds windows outwards, and Postgres takes the surplus out
TIE = 1e-4  # of cosine distance: the two stores round otherwise

sql = load_queries("ingestion.reindex")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    comparison: Comparison
    golden: Mapping[UUID, bool]  # of each question whether the new index answers it rightly
    golden_live: Mapping[UUID, bool]  # of those that it does not, whether the live one does
    sampled: int
    recall: float  # 1 where nothing could be sampled

    @property
    def golden_share(self) -> float:
        return sum(self.golden.values()) / len(self.golden) if self.golden else 1.0

    def as_json(self) -> dict[str, object]:
        """Counts and ids: no words of a document."""
        wrong = [
            {"id": str(id_), "live_right": self.golden_live.get(id_, False)}
            for id_, right in self.golden.items()
            if not right
        ]
        return {
            "index": self.comparison.as_json(),
            "golden": {"asked": len(self.golden), "right": sum(self.golden.values()), "wrong": wrong},
            "recall": {"searches": self.sampled, "depth": DEPTH, "share": round(self.recall, 4)},
        }

    def refused(self, *, min_golden: float, min_recall: float) -> list[str]:
        """Why it may not go live, in plain words; nothing where it may."""
        found, reasons = self.comparison, []
        if not found.equal:
            reasons.append(
                f"it differs from Postgres: {len(found.missing)} passages missing, {len(found.wrong)} with other"
                f" windows, {len(found.surplus)} that have no row"
            )
        if self.golden_share < min_golden:
            wrong = len(self.golden) - sum(self.golden.values())
            also = sum(not right for right in self.golden_live.values())
            told = f", {also} of them by the live index too" if also else ""
            reasons.append(f"{wrong} of {len(self.golden)} golden questions are answered wrongly{told}")
        if self.recall < min_recall:
            reasons.append(f"it finds {self.recall:.3f} of what exact search finds, less than {min_recall:g}")
        return reasons


class Gate:
    def __init__(
        self, pool: Pool, index: PassageIndex, search: PassageSearch, zone_of: Callable[[str], ZoneInfo]
    ) -> None:
        self._pool = pool
        self._index = index
        self._search = search
        self._zone_of = zone_of

    def examine(
        self, run: ReindexRun, generation: Generation, live: str, *, after_each: Callable[[], None]
    ) -> Findings:
        """Raises a `ServiceError`, and whatever `after_each` raises."""
        comparison = compare(
            self._pool, self._index, generation.name, still_to_come=run.caught_up_at, after_each=after_each
        )
        questions = GoldenStore(self._pool).of_all()
        golden = self._answered(questions, generation.name, after_each)
        wrong = [golden_ for golden_ in questions if not golden[golden_.id]]
        sampled, recall = self._recall(generation, str(run.id), after_each)
        return Findings(
            comparison=comparison,
            golden=golden,
            golden_live=self._answered(wrong, live, after_each),
            sampled=sampled,
            recall=recall,
        )

    def _answered(
        self, questions: Sequence[GoldenQuestion], generation: str, after_each: Callable[[], None]
    ) -> dict[UUID, bool]:
        reader = PostgresReader(self._pool, generation=generation)
        history = HistoryReader(self._pool)
        found = {}
        for golden in questions:
            (one,) = judged(
                [golden],
                now=dt.datetime.now(dt.UTC),
                zone=self._zone_of(golden.tenant),
                reader=reader,
                history=history,
                search=self._search,
            )
            found[golden.id] = one.right
            after_each()
        return found

    def _recall(self, generation: Generation, seed: str, after_each: Callable[[], None]) -> tuple[int, float]:
        """Each sampled passage is searched for by its own vector, at an instant when it is in force."""
        with transaction(self._pool) as cursor:
            names = {**generation.embedded_by, "seed": seed, "limit": SAMPLE}
            sample = cursor.execute(sql("gate_sample"), names).fetchall()
            known_at = cast(Row, cursor.execute(sql("clock")).fetchone())["now"]
        shares = []
        for row in sample:
            shares.append(self._share_found(generation, {**row, "known_at": known_at}))
            after_each()
        return len(shares), sum(shares) / len(shares) if shares else 1.0

    def _share_found(self, generation: Generation, asked: Row) -> float:
        """Of the passages that are nearest exactly; a passage as near as the last of them counts as one of them."""
        instant, _ = index_bounds(Window(asked["as_of"], None))
        known, _ = index_bounds(Window(asked["known_at"], None))
        where = IndexFilter(tenant=asked["tenant"], as_of=instant, known_at=known)
        hits = self._index.search(
            generation.name,
            question=asked["embedded_text"],
            vector=asked["vector"].to_list(),
            where=where,
            limit=DEPTH + SPARE,
        ).dense
        names = {**generation.embedded_by, **asked, "limit": DEPTH, "ids": [hit.id for hit in hits]}
        with transaction(self._pool) as cursor:
            exact = cursor.execute(sql("nearest_exactly"), names).fetchall()
            distances = {row["id"]: row["distance"] for row in cursor.execute(sql("distances"), names).fetchall()}
        if not exact:
            return 1.0
        found = [distances[hit.id] for hit in hits if hit.id in distances][: len(exact)]
        return sum(bool(distance <= exact[-1]["distance"] + TIE) for distance in found) / len(exact)
