"""The workbook contract: what kader type, how it is read, and what is reported back to them."""
