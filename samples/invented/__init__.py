"""What the sample files are made of: people who do not exist, and what never happened to them."""
