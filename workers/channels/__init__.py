"""The ways out of the house, each a file of its own behind one small protocol (`workers.channels.channel`)."""
