"""Reads about messages, as ready rows; each function is one statement.

`inbox` and `message` run in a family's scope: only messages about its pupils, and what itself did
with them. `audience` and `receipts` run in a body's scope, for the school's side.
"""
