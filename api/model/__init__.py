"""How a kind is declared: its fields, filters, evidence, dates and texts; pure: no files, SQL or HTTP."""
