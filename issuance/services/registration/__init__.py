"""The desks of trade registration: one class per desk, each public method one act in one transaction.

`links` lets visitors begin and come back, `drafts` keeps what they write, `confirmations` shows that a mail address and
a fax number reach them, `submissions` hands in and takes back, `holders` is for who is registered (renew, change,
withdraw), `review` is the registrar's.
"""
