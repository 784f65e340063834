"""WHAT DO PEOPLE KEEP WRITING?

Labels, values, contributions, candidates and drift, from free-form notes. Pure but for `contribution_store.py`.
Promises: every value and every number stands on an exact span of a note, `text[start:end] == quote`.
"""
