"""Papan Posyandu: from the workbook that kader fill to the pages a puskesmas reads."""
