"""The same things for different readers: HTML, CSV, JSON; plots."""
