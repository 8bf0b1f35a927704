"""What a source says happened, as commands of the domain: one small function for each of `kinds.KINDS`."""
