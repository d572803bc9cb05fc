"""How the result of a run is shown: to programs as JSON and CSV, to people in a terminal and as a page to print.

    fields      the members of the JSON, an interface that stays
    csv_file    the same as a table that a spreadsheet opens
    looks       how the four kinds of answer look, never by colour alone
    summary     what there is of each kind, and what needs a person
    lines       a line for each row, and the summary, in a terminal
    page        the report as one HTML file
    keeping     writing reports: whole or not at all, and never over a stranger's file

Texts for people are in the scanner's language; JSON and CSV are English everywhere, since programs read them.
"""
