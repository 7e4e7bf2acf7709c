"""Tables that rules are tested with hold text as those of workbooks do."""

import lib.workbook.readers  # noqa: F401  it says how
