"""One field of a table, one function: it takes a cell and puts what it says into `Gathered`."""
