"""Logs between nodes: published as files, pulled from anywhere, believed hash by hash; witnesses; two histories."""
