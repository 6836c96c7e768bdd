"""What an upload would do, before it is one: its publication, carried out in a transaction that is rolled back."""
