"""Below the grid: two objects whose planes differ meet only where these cross, and only if both are there at once.

``steady`` says of which element sets SGP4's own formulas bound plane, phase and height; ``track`` is the path of the
one object that all others are held against; ``passages`` walks along it from one crossing of another's plane to the
next; ``meet`` follows the few pairs that may be there together. What is not steady, or nearly in one plane, stays on
the grid.
"""
