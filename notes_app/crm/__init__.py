"""HOW DOES IT LEAVE? One plan, and one small writer per CRM.

Promises: every exported value stands on evidence; what cannot go is listed with its reason; reading a package back
gives the plan again. Start at `exporting.run_export`.
"""
