"""Facts: the month's figures of many puskesmas as Parquet, one file a puskesmas, asked by DuckDB.

Numbers of no person, whole: small counts are in them and are closed by whoever shows them (lib.data), so the
folder belongs to the server's account as the snapshot does. Rows are handed in by lib.data.
"""
