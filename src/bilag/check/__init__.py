"""Checks of a composed annex: one function each, in the lists of `checks`. A check gives findings and changes
nothing. All run on every build; under --strict a warning stops it.
"""
