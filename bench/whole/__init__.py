"""The whole stack behind nginx under mixed traffic and faults, for `script/bench load`.

`stack` starts the servers, `clerk` issues and revokes, `truth` knows what is true since when, `crowd` asks, `judging`
compares each answer with what was true then, `faults` breaks things, `report` writes figures and a picture.
"""
