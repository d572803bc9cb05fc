"""An application: what an applicant, or an agent for it, asks the chamber to certify (terms, article 2(5)).

What may live here is pure, from the form's fields to the draft of a certificate. `states.py`, `application.py` and
`entry.py` are what is stored; `fields.py`, and beside it `*_fields.py` and `goods_columns.py`, what the form asks, as
data; `reading/` makes a draft or problems of what was typed; `codes/` knows units, packages, countries and HS codes;
`goods_table/` reads spreadsheets; `preview.py` and `specimen.py` show a certificate before there is one.
"""
