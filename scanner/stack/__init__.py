"""A stack of papers: many files and folders in one run, read once, judged together, gone on with where a run broke off.

    gather      what the command line names becomes a list of files in the order of a person
    watching    a folder into which a scanner drops files
    values      what is known of a file, a page, a code
    journal     what was read and what a person found, kept so that a broken run goes on where it stopped
    reading     the pages of the files, from the journal or from the reading room
    run         the run itself: files in, rows out
    repeats     the same certificate twice

What a code means says `scanner.checker`; how rows look says `scanner.report`. Reasons: docs/adr/0024.
"""
