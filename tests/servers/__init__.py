"""Real servers that the tests start for themselves, on loopback ports and in folders of their own.

One module per kind of server; ``tests/conftest.py`` makes fixtures of them. Nothing outside is touched: no
server of the machine, no configuration in the home folder, no port that is not our own. All of them are ended
with the test session, even where it is killed (``process.py``).
"""
