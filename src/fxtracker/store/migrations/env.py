"""Alembic's entry: the connection is handed over by `fxtracker.store.engine`."""

from alembic import context

from fxtracker.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
