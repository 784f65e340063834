"""What is in the folder right now: derived tables to list, filter and count notes, and the work that keeps
them true.

Delete the catalog at any time: `reconcile` fills it again from the files. Every answer is filtered by reader
tokens inside the query, so no list, total or count ever tells of a note the asker may not read.
"""
