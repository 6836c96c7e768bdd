"""Facts that lapse unless they are confirmed: rules, confirmations, and the workflow that looks when one is due."""
