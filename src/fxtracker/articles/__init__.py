"""The day's articles and posts: facts ranked, planned, put into sentences of one closed catalogue, and laid out."""

from fxtracker.articles.earlier import Earlier
from fxtracker.articles.exporting import to_json
from fxtracker.articles.masthead import Masthead
from fxtracker.articles.piece import Piece, Post, Said
from fxtracker.articles.posting import post
from fxtracker.articles.writing import write

__all__ = ["Earlier", "Masthead", "Piece", "Post", "Said", "post", "to_json", "write"]
