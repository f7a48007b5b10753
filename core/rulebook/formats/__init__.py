"""Local regulations as data (制度): what a value may be, how versions follow each other, how files are read."""
