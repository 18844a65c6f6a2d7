"""Alembic's entry: runs inside the transaction that ``portal.database`` has begun."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False, render_as_batch=True)
context.run_migrations()
