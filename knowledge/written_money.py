"""Amounts of money as people write them: "$1,200.50", "50 EUR", "two hundred dollars", "$5 million". Pure."""

# ruff: noqa: RUF001, E501 - people write any dash; a pattern broken over lines reads worse

import re

from knowledge.written_numbers import DIGITS, QUANTITY, RANGE, plain, read_digits, read_quantity

_CODES = (
    "USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|INR|CNY|HKD|SGD|KRW|ZAR|BRL|MXN|ILS|AED|SAR|"
    "THB|IDR|MYR|PHP|VND|UAH|ISK|CLP|COP|ARS|EGP|KES|NGN|TWD"
)
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS"}
_AREAS = {
    "US": "USD",
    "CA": "CAD",
    "C": "CAD",
    "AU": "AUD",
    "A": "AUD",
    "NZ": "NZD",
    "HK": "HKD",
    "S": "SGD",
    "R": "BRL",
}
_NAMES = {
    "us dollar": "USD",
    "u.s. dollar": "USD",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "new zealand dollar": "NZD",
    "dollar": "USD",
    "euro": "EUR",
    "pound sterling": "GBP",
    "pounds sterling": "GBP",
    "swiss franc": "CHF",
    "yen": "JPY",
    "rupee": "INR",
}
_GROUPED = rf"(?:\d{{1,3}}(?: \d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d{{1,3}}(?:\.\d{{3}})+(?:,\d{{1,2}})?(?!\d)|{DIGITS})"
_SCALE = r"(?: ?(?P<{0}>thousand|million|billion|mn|bn|[kKmM](?!\w)))?"
FIRST = re.compile(
    rf"(?<![\w$€£])(?:(?P<area>US|CA|C|AU|A|NZ|HK|S|R) ?(?=\$)|(?P<code>{_CODES}) ?)?(?P<symbol>[$€£¥₹₩₽₺₪])?(?(code)|(?(symbol)|(?!))) ?"
    rf"(?P<low>{_GROUPED}){_SCALE.format('scale')}(?:(?: ?[-–—] ?)[$€£¥₹]?(?P<high>{_GROUPED})(?! ?%){_SCALE.format('scale2')})?"
    rf"(?: (?P<after>{_CODES})\b)?"
)
LAST = re.compile(
    rf"(?<![\w.,$€£/\-]){RANGE}(?P<high>\d{{1,3}}(?: \d{{3}})+(?!\d)|{QUANTITY})(?P<scale> ?(?:thousand|million|billion|[kKmM]))?"
    rf"(?: ?(?P<code>(?-i:{_CODES})\b|[€£])(?!\d)|[ \-](?P<name>{'|'.join(re.escape(n) for n in sorted(_NAMES, key=len, reverse=True))})s?\b)",
    re.IGNORECASE,
)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "billion": 9}


def read_first(match: re.Match[str]) -> str:
    """A match of `FIRST` as currency and amount, "USD 500"; a range as "USD 50..USD 100"."""
    currency = match["code"] or match["after"] or _AREAS.get(match["area"] or "") or _SYMBOLS[match["symbol"]]
    scale2 = match["scale2"]
    amounts = [_amount(match["low"], match["scale"] or scale2, currency)]
    if match["high"]:
        amounts.append(_amount(match["high"], scale2, currency))
    return "..".join(f"{currency} {amount}" for amount in amounts)


def read_last(match: re.Match[str]) -> str | None:
    """A match of `LAST`, likewise; None where its words and digits contradict each other."""
    symbol = match["code"]
    currency = _NAMES[match["name"].lower()] if match["name"] else _SYMBOLS.get(symbol, symbol)
    texts = [text for text in (match["low"], match["high"]) if text]
    numbers = [_amount(t, match["scale"], currency) if t[0].isdigit() and "(" not in t else _spoken(t) for t in texts]
    if "" in numbers:
        return None
    return "..".join(f"{currency} {number}" for number in numbers)


def _amount(text: str, scale: str | None, currency: str) -> str:
    number = read_digits(text.replace(" ", ""), dot_groups=currency in ("EUR", "BRL", "DKK", "IDR", "TRY"))
    return plain(number.scaleb(_SCALES[scale.strip().lower()])) if scale else plain(number)


def _spoken(text: str) -> str:
    number = read_quantity(text)
    return "" if number is None else plain(number)
