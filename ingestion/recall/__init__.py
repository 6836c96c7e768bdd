"""Answers that a later recording makes others: found, asked again, marked, told. Beside publication, never in it."""
