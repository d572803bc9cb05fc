"""Every parser that meets bytes or texts of strangers, given bytes that no test thought of.

| module | what |
|---|---|
| `parsers` | the parsers, each with the errors that it may raise |
| `corpus` | where each begins: the vectors, and a few shapes that break parsers |
| `run` | a program: libFuzzer (atheris), guided by what the code does, one process for each parser |
| `test_parsers` | a short run in CI; `script/fuzz SECONDS` goes on for longer |
"""
