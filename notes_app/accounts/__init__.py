"""WHO IS IT ABOUT?

Customers as they are filed, their people, deals, promises and complaints, and the one-screen view of each.
Promises: everything shown carries its source and date, and comes only from notes the asker may read.
"""
