"""The search attributes that asof's workflows carry; start-up registers the ones a namespace lacks."""

from temporalio.common import SearchAttributeKey

TENANT = SearchAttributeKey.for_keyword("AsofTenant")
DOCUMENT = SearchAttributeKey.for_keyword("AsofDocument")
CONVERSATION = SearchAttributeKey.for_keyword("AsofConversation")

ALL = (TENANT, DOCUMENT, CONVERSATION)
