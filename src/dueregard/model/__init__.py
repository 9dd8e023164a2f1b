"""The nouns of Due Regard: immutable values that import nothing of ours."""
