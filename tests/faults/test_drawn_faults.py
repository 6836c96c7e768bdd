"""A short campaign of drawn faults, every kind among them; `make faults` draws a thousand."""

import pytest

from tests.faults.campaign import Campaign

SEED = 6
FAULTS = 25
PEOPLE = 6


@pytest.mark.timeout(900)  # a busy machine takes its time over starting processes anew
async def test_whatever_was_acknowledged_is_answered_once_and_in_order() -> None:
    campaign = Campaign(SEED, model=True, faults=FAULTS)
    await campaign.run(PEOPLE)
    campaign.show()
    assert not campaign.broken, campaign.told()
    assert sum(len(volley) for _, volley in campaign.inflicted) == FAULTS
    assert campaign.answered() >= PEOPLE
