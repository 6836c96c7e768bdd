"""Feasts of the Western calendar that questions name, and the day that each falls on. Pure."""

import datetime as dt

_FEASTS = {
    "new year's day": (1, 1),
    "valentine's day": (2, 14),
    "halloween": (10, 31),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
}
_EASTER = {"good friday": -2, "easter sunday": 0, "easter monday": 1, "easter": 0}
FEAST = rf"(?P<feast>{'|'.join(sorted((*_FEASTS, *_EASTER), key=len, reverse=True))})".replace("'", "['\u2019]")


def feast(name: str, year: int) -> dt.date:
    """The day of a feast that `FEAST` matches."""
    folded = name.lower().replace("\u2019", "'")
    if folded in _EASTER:
        return easter(year) + dt.timedelta(days=_EASTER[folded])
    return dt.date(year, *_FEASTS[folded])


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Nature, 1876)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leap, part = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    quarter, odd = divmod(rest, 4)
    weekday = (32 + 2 * part + 2 * quarter - epact - odd) % 7
    shifted = (golden + 11 * epact + 22 * weekday) // 451
    month, number = divmod(epact + weekday - 7 * shifted + 114, 31)
    return dt.date(year, month, number + 1)
