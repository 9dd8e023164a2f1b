"""Approaches held against criteria and the record: findings, each explained in plain words."""
