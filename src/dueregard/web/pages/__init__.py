"""The record as pages for people: the addresses and values of its JSON, no scripts, nothing from elsewhere."""
