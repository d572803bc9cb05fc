"""The calls of the API: what systems read and write for an id. `web/pages/api.py` puts them together.

Each call is marked by its guard (`web/guards.py: api`) and by what it takes and answers (`described.py`), from which
`/api/v1/openapi.json` is made. Rules are the services' alone, the same as of the pages.
"""
