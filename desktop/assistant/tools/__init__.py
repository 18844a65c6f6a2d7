"""The tools by kind of record; each module has ``TOOLS``, and ``desktop.assistant.registry`` gathers them."""
