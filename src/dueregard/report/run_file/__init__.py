"""A run as one file of SQLite: what a node shows of it, and what anybody may ask in SQL."""
