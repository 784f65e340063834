"""HOW IS IT FOUND AGAIN? Notes are indexed, queries parsed, hits ranked and shown with why they matched.

Promises: any literal part of a note finds it, better hits come first, nothing shows that the asker may not read.
The index is disposable: delete it, damage it or change its code, and it is rebuilt from the notes.
"""
