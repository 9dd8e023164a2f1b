"""Packaged facts in files a non-programmer can read and correct."""
