"""The pages of the site, rendered once from plain data to bytes; `fxtracker.web` serves those bytes."""
