"""Accounts and posts in batch: read a workbook, show what it means, write it once, print the slips."""
