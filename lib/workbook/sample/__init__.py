"""The sample workbook: invented people on real growth lines, dated around a given day.

`build.py` has the doors (build_sample, write_sample, list_mistakes), `people.py` the sample accounts' names.
Nothing is imported here: the app needs the names at every start, the builder only once.
"""
