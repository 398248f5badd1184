"""The desk at work, called as the commands call it."""
