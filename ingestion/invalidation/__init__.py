"""Changes under review: publications that close or replace facts, the rules that judge them, the decisions of people.

Not to be taken for the reviews of edits by hand whose statement has another text now (`asof reviews`).
"""
