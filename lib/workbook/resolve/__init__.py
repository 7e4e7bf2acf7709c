"""From tabs read one by one to tables that fit together: codes, people, dates and duplicates."""
