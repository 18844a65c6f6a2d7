"""The measuring instrument is tested too."""
