"""Who asks: HTTP and the command line. It translates, and decides nothing."""
