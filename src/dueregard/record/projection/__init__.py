"""Filings as tables of SQL, rebuilt by replay: what lists, searches and pages are read from."""
