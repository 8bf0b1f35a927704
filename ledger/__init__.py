"""What did happen: the append-only event store, its keys and its proof."""
