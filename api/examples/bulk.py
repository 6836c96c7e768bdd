"""Examples of the replies about bulk loads, as the OpenAPI page shows them."""

from api.examples.shown import shown

compared = shown("compared", {"standings": ["taken", "newest", "unknown"]})
