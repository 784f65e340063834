"""WHICH OF IT DO WE NEED?

Fields, decisions, drafts and published versions, and filling a template from a note. Pure but for
`*_store.py`.
Promises: a published version never changes, a field keeps its id and API name for ever, and a body is
never rewritten.
"""
