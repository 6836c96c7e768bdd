"""Which documents a question names, may mean, or names so that it must be asked which one."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from knowledge.questions import DocumentChange, read_question
from knowledge.questions.documents import documents_meant, one_slip

SHELF = (
    ("privacy", "Privacy Statement"),
    ("tos", "Terms of Service"),
    ("aup", "Acceptable Use Policies"),
    ("subs", "Subprocessors and Cookies"),
    ("dpa", "Data Processing Agreement (DPA)"),
    ("returns", "Returns Policy"),
    ("code", "Code of Conduct"),
    ("corporate", "Corporate Terms of Service"),
    ("leave", "Leave and Absence Rules"),
    ("travel", "Travel and Expenses"),
    ("takedown", "Content Takedown Policy"),
)
HOUSE = (
    ("acme-privacy", "Acme General Privacy Statement"),
    ("acme-terms", "Acme Terms of Use"),
    ("acme-shop", "Acme Shopping Guidelines"),
    ("acme-staff", "Acme Employee Privacy Notice"),
)
TWINS = (
    ("security-eu", "Security Policy Europe"),
    ("security-us", "Security Policy America"),
    ("gifts", "Gifts Policy"),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What does the privacy policy say?", ("privacy",)),
        ("What does the privacy notice say?", ("privacy",)),
        ("What does your privacy statement say?", ("privacy",)),
        ("What does the privcy policy say?", ("privacy",)),
        ("What does the privacy-policy say?", ("privacy",)),
        ("What do the Terms of Service say?", ("tos",)),
        ("What does the ToS say?", ("tos",)),
        ("What does the TOS say?", ("tos",)),
        ("What do the tos say?", ()),
        ("Under the AUP, what is banned?", ("aup",)),
        ("Under the acceptable use policy, what is banned?", ("aup",)),
        ("Under the acceptable use rules, what is banned?", ("aup",)),
        ("When do subprocessors and cookies change?", ("subs",)),
        ("What is on the subprocessor and cookie page?", ("subs",)),
        ("What is on the Subprocessors & Cookies page?", ("subs",)),
        ("Is a DPA needed?", ("dpa",)),
        ("What does the data processing agreement say?", ("dpa",)),
        ("What does the return policy say?", ("returns",)),
        ("What do the returns guidelines say?", ("returns",)),
        ("What does Acme's returns policy say?", ("returns",)),
        ("Under the code of conduct, may I?", ("code",)),
        ("What do the corporate terms say?", ("corporate",)),
        ("What do the Corporate Terms of Service say?", ("corporate",)),
        ("What is the leave policy?", ("leave",)),
        ("What are the leave rules?", ("leave",)),
        ("What does the travel policy say?", ("travel",)),
        ("What do the Privacy Statement and its Terms of Service each say?", ("privacy", "tos")),
        ("What do the terms say?", ()),  # of two terms
        ("Which terms apply?", ()),
        ("How is my privacy protected?", ()),
        ("How long is the notice?", ()),
        ("What must a takedown notice hold?", ()),
        ("How long do I have after the content takedown notice?", ()),
        ("What statement is made about children?", ()),
        ("What are the rules for absence?", ()),
        ("Does a licence agreement end?", ()),
        ("What does the police policy say?", ()),
    ],
)
def test_documents_are_named_by_title_acronym_and_kind(text: str, named: tuple[str, ...]) -> None:
    assert documents_meant(text, SHELF).named == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What does the privacy policy say?", ("acme-privacy",)),
        ("What does the general privacy policy say?", ("acme-privacy",)),
        ("What does the employee privacy statement say?", ("acme-staff",)),
        ("What do the terms say?", ("acme-terms",)),
        ("What do the terms and conditions say?", ("acme-terms",)),
        ("What do the Acme terms say?", ("acme-terms",)),
        ("What do Acme's Terms of Use say?", ("acme-terms",)),
        ("What do the terms of service say?", ()),
        ("What are the terms of payment?", ()),
        ("How is acme governed?", ()),
        ("Do the shopping rules apply?", ("acme-shop",)),
    ],
)
def test_the_name_of_the_house_need_not_be_said(text: str, named: tuple[str, ...]) -> None:
    assert documents_meant(text, HOUSE).named == named


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("How is my privacy protected?", ("privacy",)),
        ("What is the policy on returns?", ("returns",)),
        ("What does the data processing addendum say?", ("dpa",)),
        ("Which cookies and subprocessors are there?", ("subs",)),
        ("Who pays for travel expenses?", ("travel",)),
        ("How long is the notice?", ()),
    ],
)
def test_a_document_is_likely_whose_telling_words_are_there(text: str, likely: tuple[str, ...]) -> None:
    assert documents_meant(text, SHELF).likely == likely


def test_a_name_that_fits_two_documents_names_none_and_makes_both_likely() -> None:
    meant = documents_meant("What does the security policy say about passwords?", TWINS)
    assert (meant.named, meant.likely) == ((), ("security-eu", "security-us"))


def test_it_is_asked_which_of_two_is_meant_only_where_the_document_itself_is_asked_about() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    history = [DocumentChange(document=slug, title=title, version=1, effective_at=now) for slug, title in TWINS]

    def unclear(text: str) -> str:
        return read_question(text, now=now, zone=ZoneInfo("UTC"), history=history, recent=[]).unclear or ""

    told = unclear("What is the effective date of the security policy?")
    assert "“Security Policy Europe” or “Security Policy America”" in told
    assert not unclear("What does the security policy say about passwords?")
    assert not unclear("What is the effective date of the gifts policy?")


@pytest.mark.parametrize(
    ("one", "two", "slip"),
    [
        ("privcy", "privacy", True),
        ("pirvacy", "privacy", True),
        ("privaci", "privacy", True),
        ("privaccy", "privacy", True),
        ("privacy", "privacy", True),
        ("prvcy", "privacy", False),
        ("rivacy", "privacy", False),
        ("return", "retain", False),
    ],
)
def test_one_slip_of_the_pen_is_forgiven(one: str, two: str, slip: bool) -> None:
    assert one_slip(one, two) is slip
