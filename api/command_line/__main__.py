"""`python -m api.command_line`: how the supervisor starts its children, whatever is on the PATH."""

from api.command_line import main

main()
