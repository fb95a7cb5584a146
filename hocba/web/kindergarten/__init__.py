"""Pages of kindergarten: growth of a class and a child, goals of the school."""
