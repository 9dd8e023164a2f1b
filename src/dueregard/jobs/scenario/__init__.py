"""The demo's world: fictional States and satellites with known truth, generated from a seed."""
