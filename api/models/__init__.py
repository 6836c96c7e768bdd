"""What the doors answer and take, as the HTTP contract spells it. Times are ISO 8601 texts in UTC."""
