"""The assistant: an MCP server whose tools are services and queries, so that an AI client does what a person can."""
