"""Where to write, call or look: e-mail and web addresses, telephone numbers, postal addresses. Pure."""

# ruff: noqa: RUF001, E501 - people write any dash and quote; a pattern broken over lines reads worse

import re

EMAIL = re.compile(
    r"(?<![\w.+%@\-])[A-Za-z0-9][\w.+%'\-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9\-]{0,62}){1,6}"
)

_TOP_LEVEL = (
    "com|org|net|io|edu|gov|mil|int|info|biz|dev|app|cloud|online|site|shop|example|test|eu|uk|ca|au|nz|de|fr|nl|es|ch|"
    "se|dk|fi|ie|pl|pt|jp|br|mx|za|co|ai"
)
URL = re.compile(
    r"(?<![\w@./\-])(?:(?:https?|ftp)://[^\s<>\"“”]{3,2000}"
    r"|(?:[A-Za-z0-9][A-Za-z0-9\-]{0,62}\.){1,5}"
    rf"(?:(?:{_TOP_LEVEL})(?![\w\-]|\.\w)(?::\d{{2,5}})?(?:/[^\s<>\"“”]{{0,2000}})?|[a-z]{{2,24}}(?::\d{{2,5}})?/[^\s<>\"“”]{{1,2000}}))"
)

PHONE = re.compile(
    r"(?<![\w+.,/\-])(?:\+\d{1,3}(?:[ .\-]?\(?\d{1,4}\)?){2,5}|\(\d{3}\) ?\d{3}[ .\-]\d{4}|(?:1[ .\-])?\d{3}[.\-]\d{3}[.\-]\d{4})(?![\w\-])"
)

_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Pl|Square|Sq|Parkway|Pkwy|"
    r"Highway|Hwy|Terrace|Quay|Row|Circle|Close|Crescent|Gardens?|Park|Wharf|Hill|Walk|Mews|Plaza|Broadway)\b\.?"
)
_NAME = r"[A-Z0-9][\w'’\-]{0,30}\.?"
_HOUSE = r"(?:\d{1,6}(?:[A-Za-z]\b)?(?:[\-–/]\d{1,5})?|One|Two|Three|Four|Five|Ten)"
_SURROUNDING = r"(?:,? (?:#?[A-Z0-9][\w'’#\-]{0,30}|(?:of|de|del|la|am|an|der|den|the)(?= [A-Z]))|, ?(?=[A-Z0-9])[\w'’\-]{1,30}|, d\.c\.)"
POSTAL = re.compile(
    rf"(?<![\w#.,/\-])(?:"
    rf"{_HOUSE},? (?:[NSEW]\.? )?(?:{_NAME} ){{1,4}}{_STREET}"
    rf"|{_HOUSE},? (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Qq]uai)(?: (?:de|du|des|la|le|l'|d'))*(?: ?{_NAME}){{1,3}}"
    rf"|(?:{_NAME} ){{0,2}}[A-ZÄÖÜ][\wäöüß\-]{{1,30}}(?:straße|strasse|str\.|gasse|weg|platz|allee|ufer|damm|laan|straat|gracht|kade|plein|gatan|vej) \d{{1,4}}(?:[a-z]\b)?"
    rf"|(?:Via|Viale|Piazza|Calle|Rua|Avenida|Paseo)(?: (?:de|del|della|di|da|do|la))*(?: {_NAME}){{1,3}},? \d{{1,4}}(?:[a-z]\b)?"
    rf"|P\.? ?O\.? Box \d{{1,7}}"
    rf"){_SURROUNDING}{{1,14}}"
)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d\d [A-Z\d]{4}|\d{4} ?[A-Z]{2}\b|\d{4,6}(?:-\d{4})?)\b"
)

_CLOSING = ".,;:!?'\"*_’”»"


def trimmed_url(text: str) -> str:
    """The address without the punctuation of the sentence around it; a closing bracket goes when none was opened."""
    while text:
        last = text[-1]
        if last in _CLOSING or (last == ")" and text.count("(") < text.count(")")) or last in "]}>":
            text = text[:-1]
        else:
            break
    return text


def canonical_url(text: str) -> str:
    """Scheme and host in lower case, https where no scheme is written, no slash at the end."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "https", text
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}{slash}{path}".rstrip("/")


def is_postal(text: str) -> bool:
    """Whether a match of `POSTAL` names a place beyond doubt: it has a postcode, or two parts after the street."""
    return bool(_POSTCODE.search(text, 4)) or text.count(",") >= 2


def canonical_postal(text: str) -> str:
    """Letters and digits only, one space between words, without regard to case."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
