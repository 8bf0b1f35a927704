"""What comes back by mail: answers, machines' answers, and mails that could not be delivered."""
