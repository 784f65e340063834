"""Who may do what: people, roles, permission, sign-in, sessions, the audit log, and what people leave on a
note.

`permission.may` is the one rule; everything named `*_store.py` keeps its facts in the ledger.
Promises: nothing here gives away a password, a token, or whether a login exists; the audit log is only added
          to.
"""
