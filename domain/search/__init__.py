"""How people are found: what of a dossier can be asked for, in what words, and whether somebody fits.

A filter is JSON (`filter`) or compact text (`parse`, `write`). It is decided here, on a `row` of plain values
(`matching`), and by the database on the same values (`projections.search_query`): both say the same.
"""
