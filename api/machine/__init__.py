"""One machine: the embedded servers and the processes of `renmai run`, started, watched and stopped."""
