"""Is everything well, and can it be had back?

The doctor examines files, ledger, catalog and index and says what is wrong; backup and restore carry what must never be
lost, consistent while the app runs, verified when it is read back.
"""
