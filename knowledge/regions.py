"""Countries and unions of them as scopes name them: one name each, and what lies inside what. Pure.

Left out are names that as often mean something else (Chad, Georgia, Jordan). Membership is that of today.
"""

from collections.abc import Mapping

REGION = "region"  # the dimension of a scope

EUROPEAN_UNION = "european union"
EUROPE = "europe"
_MEMBERS = """
Austria, Belgium, Bulgaria, Croatia, Cyprus, Czech Republic, Denmark, Estonia, Finland, France, Germany, Greece,
Hungary, Ireland, Italy, Latvia, Lithuania, Luxembourg, Malta, Netherlands, Poland, Portugal, Romania, Slovakia,
Slovenia, Spain, Sweden
"""
_REST_OF_EUROPE = """
Albania, Belarus, Bosnia and Herzegovina, Iceland, Kosovo, Liechtenstein, Moldova, Monaco, Montenegro, North
Macedonia, Norway, Serbia, Switzerland, Ukraine, United Kingdom
"""
_ELSEWHERE = """
Afghanistan, Algeria, Argentina, Armenia, Australia, Azerbaijan, Bahrain, Bangladesh, Bolivia, Brazil, Cambodia,
Cameroon, Canada, Chile, China, Colombia, Costa Rica, Cuba, Ecuador, Egypt, Ethiopia, Ghana, Guatemala, Hong Kong,
India, Indonesia, Iran, Iraq, Israel, Jamaica, Japan, Kazakhstan, Kenya, Kuwait, Lebanon, Malaysia, Mexico, Morocco,
Nepal, New Zealand, Nigeria, Pakistan, Panama, Peru, Philippines, Qatar, Russia, Saudi Arabia, Senegal, Singapore,
South Africa, South Korea, Sri Lanka, Syria, Taiwan, Tanzania, Thailand, Tunisia, Turkey, Uganda, United Arab
Emirates, United States, Uruguay, Venezuela, Vietnam, Zambia, Zimbabwe, Africa, Asia, Latin America, North America,
South America
"""
_ALSO_CALLED = {
    "EU": EUROPEAN_UNION,
    "European Union": EUROPEAN_UNION,
    "EEA": "european economic area",
    "European Economic Area": "european economic area",
    "Europe": EUROPE,
    "UK": "united kingdom",
    "U.K.": "united kingdom",
    "Great Britain": "united kingdom",
    "US": "united states",
    "U.S.": "united states",
    "USA": "united states",
    "U.S.A.": "united states",
    "United States of America": "united states",
    "UAE": "united arab emirates",
    "Czechia": "czech republic",
    "T\u00fcrkiye": "turkey",
}


def _names(listed: str) -> list[str]:
    return [" ".join(name.split()) for name in listed.split(",")]


NAMES: Mapping[str, str] = {
    **{name: name.lower() for name in _names(f"{_MEMBERS},{_REST_OF_EUROPE},{_ELSEWHERE}")},
    **_ALSO_CALLED,
}
"""Every name as texts write it, and the one in lower case that a scope has for it."""

_FOLDED = {name.lower(): one for name, one in NAMES.items()}
_INSIDE: Mapping[str, tuple[str, ...]] = {
    **{name.lower(): (EUROPEAN_UNION, "european economic area", EUROPE) for name in _names(_MEMBERS)},
    **{name.lower(): (EUROPE,) for name in _names(_REST_OF_EUROPE)},
    **dict.fromkeys(("iceland", "liechtenstein", "norway"), ("european economic area", EUROPE)),
    EUROPEAN_UNION: ("european economic area", EUROPE),
    "european economic area": (EUROPE,),
}


def region_named(text: str) -> str | None:
    """ "U.S.", "the USA" -> "united states"; None for what is no region that is known here."""
    folded = " ".join(text.lower().split()).removeprefix("the ")
    return _FOLDED.get(folded)


def regions_around(region: str) -> tuple[str, ...]:
    """The unions that a region, by its one name, lies inside: what holds for them holds there."""
    return _INSIDE.get(region, ())
