"""SOP documents and checklists on paper."""
