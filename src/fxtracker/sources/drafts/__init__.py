"""Drafting a source file: what in an answer reads like naira rates, and the file that reads it."""
