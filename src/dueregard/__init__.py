"""Due Regard: what was declared and notified, held against what the sky shows.

>>> import dueregard as dr
>>> dr.__version__.count(".")
2
"""

from dueregard.version import __version__ as __version__
