"""The long verbs a person starts, with progress, interruption and the same rows every time."""
