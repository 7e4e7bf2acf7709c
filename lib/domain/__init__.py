"""Rules of the field as pure functions on tables: no streamlit, no gspread, no drawing."""
