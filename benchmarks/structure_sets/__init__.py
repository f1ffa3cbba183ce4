"""Documents whose structure is known, because they are typeset from it."""
