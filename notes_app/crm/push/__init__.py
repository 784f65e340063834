"""Records sent to a CRM over its API: what is known of each vendor, and one journey that they share.

Nothing here is imported before somebody sends: the vendors' client libraries are heavy, and optional.
"""
