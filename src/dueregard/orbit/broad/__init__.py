"""The broad phase: which pairs can come within D of each other near one instant.

``pad`` derives how far a linear prediction may miss, ``bounds`` where an object can be within half a step, ``order``
sorts the objects by direction and height, ``lanes`` tests eight at once, ``candidates`` walks the sorted objects.
"""
