"""Running an installation: the top layer beside the pages."""
