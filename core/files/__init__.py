"""Files that people upload: checked by content, kept out of the web, served to whom may see them."""
