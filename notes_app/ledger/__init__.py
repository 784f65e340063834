"""What must never be lost beside the files?

The database of people, sessions, history, decisions, template versions, comments and audit: SQLAlchemy Core
on SQLite
(WAL) by default, any other database by URL; its migrations.
"""
