"""The record and its log served over HTTP: a thin face. Parse, call one verb, show."""
