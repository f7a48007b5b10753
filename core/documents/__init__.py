"""Papers: HTML templates to PDF, and the same data to Word, in the format of GB/T 9704-2012.

WeasyPrint and python-docx are imported on first use: they cost a second and a hundred megabytes.
"""

from core.documents.data import Paper
from core.documents.pdf import merge, paper_pdf, render_pdf
from core.documents.word import render_docx

__all__ = ["Paper", "merge", "paper_pdf", "render_docx", "render_pdf"]
