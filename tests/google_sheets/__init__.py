"""Google Sheets on this computer, for tests: see `GoogleSheetsEmulator`."""

from tests.google_sheets.emulator import GoogleSheetsEmulator

__all__ = ["GoogleSheetsEmulator"]
