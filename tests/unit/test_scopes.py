"""For whom or what a statement holds: read where it limits itself, left out where it only mentions."""

from zoneinfo import ZoneInfo

import pytest

from ingestion.extraction import RuleExtractor
from ingestion.extraction.scopes import scope_of_section, scope_of_sentence
from knowledge.passages import ParsedDocument, Statement, StatementKind
from knowledge.scopes import admitted_by, same_scope

LIMITED = {
    "In Germany, employees receive 30 days of leave.": "region=germany",
    "For customers in the EU, the warranty lasts 2 years.": "region=european union",
    "Customers in Germany, Austria and the Netherlands may return items.": (
        "region=austria region=germany region=netherlands"
    ),
    "Employees who live in the UK receive 28 days of leave.": "region=united kingdom",
    "If you reside in the United States, you may opt out within 30 days.": "region=united states",
    "The per diem is 60 EUR in France.": "region=france",
    "Orders to Switzerland are delivered within 5 days.": "region=switzerland",
    "The surcharge is 12 EUR (Norway only).": "region=norway",
    "For contractors, the limit is 50 EUR.": "audience=contractors",
    "Part-time staff receive 15 days of leave.": "audience=part-time employees",
    "Interns and apprentices may not travel alone.": "audience=apprentices audience=interns",
    "Managers receive a budget of 500 EUR.": "audience=managers",
    "The limit is 80 EUR for managers.": "audience=managers",
    "Contractors in Spain are paid within 14 days.": "audience=contractors region=spain",
    "On the Pro plan, backups are kept for 30 days.": "plan=pro",
    "Accounts on the Enterprise plan have 99.9% uptime.": "plan=enterprise",
    "The Free plan includes 3 projects.": "plan=free",
    "Support answers within 4 hours on the Business tier.": "plan=business",
}
MENTIONED = [
    "We store backups in Germany for 30 days.",
    "Customers outside of Germany pay the shipping.",
    "The agreement is governed by the laws of France.",
    "We sell gear to customers in Germany.",
    "Managers approve leave within 5 days.",
    "The people team is responsible for interns.",
    "Each party is an independent contractor.",
    "Everyone except contractors receives a badge.",
    "Data of customers is deleted after 30 days.",
    "The dental plan covers 80%.",
    "Our business plan is reviewed every 12 months.",
    "Employees in Germany receive 30 days, and employees in France receive 25 days.",
    "Employees work from home 2 days per week. Apprentices work on site.",
    "Tell us at us@example.com within 3 days.",
    "The agency is paid 20 EUR per contractor.",
]


def spoken(scope: tuple[tuple[str, str], ...]) -> str:
    return " ".join(f"{dimension}={value}" for dimension, value in scope)


@pytest.mark.parametrize("text", LIMITED)
def test_a_sentence_that_limits_itself_has_that_scope(text: str) -> None:
    assert spoken(scope_of_sentence(text)) == LIMITED[text]


@pytest.mark.parametrize("text", MENTIONED)
def test_what_a_sentence_only_mentions_is_no_scope(text: str) -> None:
    assert scope_of_sentence(text) == ()


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (("Travel", "4.1 Germany"), "region=germany"),
        (("Per diem in the US", "Meals"), "region=united states"),
        (("European Union (EU) and United Kingdom (UK)",), "region=european union region=united kingdom"),
        (("Leave", "For part-time employees"), "audience=part-time employees"),
        (("Travel (Germany)", "France"), "region=france"),
        (("Limits", "Pro plan"), "plan=pro"),
        (("Shipping", "Orders over 100 EUR"), "amount=over eur 100"),
        (("Customers outside Germany",), ""),
        (("8. Independent contractors",), ""),
        (("Our customers", "Contact"), ""),
        (("What is not for contractors",), ""),
    ],
)
def test_headings_limit_all_below_them_and_the_innermost_wins(section: tuple[str, ...], expected: str) -> None:
    assert spoken(scope_of_section(section, "Rules")) == expected


def test_a_title_that_names_a_group_limits_the_whole_document() -> None:
    assert spoken(scope_of_section((), "Contractor Handbook")) == "audience=contractors"
    assert scope_of_section((), "Returns Policy") == ()


def facts_of(text: str, kind: StatementKind, section: tuple[str, ...], headings: str = "") -> dict[str, str]:
    statement = Statement(
        kind=kind, text=text, section=section, page=None, start=0, end=len(text), block=0, headings=headings
    )
    document = ParsedDocument(title=None, text=text, statements=(statement,))
    facts = RuleExtractor().extract(document, title="Travel policy", zone=ZoneInfo("UTC"))
    return {fact.value.text: spoken(fact.scope) for fact in facts}


def test_facts_below_a_heading_have_its_scope() -> None:
    assert facts_of("Per diem: 50 EUR", StatementKind.KEY_VALUE, ("Germany",)) == {"50 EUR": "region=germany"}


def test_a_key_that_is_a_region_is_a_scope() -> None:
    assert facts_of("France: 60 EUR", StatementKind.KEY_VALUE, ("Per diem",)) == {"60 EUR": "region=france"}


def test_a_row_is_limited_by_the_country_in_its_first_cell_and_by_no_other_place() -> None:
    row = StatementKind.TABLE_ROW
    assert facts_of("Austria | 40 EUR", row, ("Rates",), "Country | Per diem") == {"40 EUR": "region=austria"}
    assert facts_of("Austria | 40 EUR", row, ("Rates",), "Made in | Price") == {"40 EUR": ""}
    assert facts_of("Pro | 10 GB", row, ("Rates",), "Plan | Storage") == {"10 GB": "plan=pro"}


def test_an_amount_band_limits_the_other_values_of_its_sentence_and_not_itself() -> None:
    said = facts_of("Orders over 100 EUR are delivered within 2 days.", StatementKind.SENTENCE, ("Shipping",))
    assert said == {"100 EUR": "", "2 days": "amount=over eur 100"}


def test_who_asks_for_a_country_is_shown_what_holds_for_its_union() -> None:
    assert ("region", "european union") in admitted_by((("region", "Germany"),))
    assert ("region", "united states") in admitted_by((("region", "US"),))
    assert ("region", "european union") not in admitted_by((("region", "UK"),))


def test_an_exception_has_not_the_scope_of_its_rule() -> None:
    germany = (("region", "germany"),)
    assert same_scope(germany, (("region", "austria"), ("region", "Germany")))
    assert not same_scope(germany, (("region", "france"),))
    assert not same_scope(germany, ())
