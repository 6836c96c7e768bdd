"""A stream of bytes as numbered lines, in memory that does not grow with the file. Knows nothing of what they say."""

from collections.abc import Iterator

LONGEST_LINE = 1_000_000  # bytes

NumberedLine = tuple[int, bytes | None]
"""The line's number, from 1, and its bytes without the end; None where it is longer than `LONGEST_LINE`."""


class Lines:
    """Takes bytes as they come; gives each line once it is whole. Lines end with LF or CR LF."""

    def __init__(self) -> None:
        self._number = 0
        self._begun = bytearray()
        self._overlong = False

    def feed(self, data: bytes) -> Iterator[NumberedLine]:
        first, *following = data.split(b"\n")
        self._go_on(first)
        for piece in following:
            yield self._ended()
            self._go_on(piece)

    def end(self) -> Iterator[NumberedLine]:
        """The last line, where no line end follows it."""
        if self._begun or self._overlong:
            yield self._ended()

    def _go_on(self, piece: bytes) -> None:
        if self._overlong or len(self._begun) + len(piece) > LONGEST_LINE:
            self._overlong = True
            self._begun.clear()
        else:
            self._begun += piece

    def _ended(self) -> NumberedLine:
        self._number += 1
        line = None if self._overlong else bytes(self._begun).removesuffix(b"\r")
        self._overlong = False
        self._begun.clear()
        return self._number, line
