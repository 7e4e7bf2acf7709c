"""The only input and output of the app: Google Sheets, .xlsx files and the snapshot on disk."""
