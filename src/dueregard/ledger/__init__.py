"""Entries: appended, proven, signed, verified, exchanged. Knows bytes, keys and order; nothing of space."""
