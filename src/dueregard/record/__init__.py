"""Filings, their meaning, and what was on record at a time."""
