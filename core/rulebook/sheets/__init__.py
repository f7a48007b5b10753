"""A whole regulation entered from a workbook: the template, its cells in words, the plan, the pages of an upload."""
