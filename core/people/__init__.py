"""Who signs in, in which post, and who may open what."""
