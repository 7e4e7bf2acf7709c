"""Panduan: how to fill the workbooks and read the board; it works without any data."""

from lib import auth, data
from lib.reports import panduan as papers
from lib.views import components, panduan

viewer = auth.require_viewer("panduan")
seen = data.load(viewer)
freshness = data.freshness_of(viewer)
components.page_head(panduan.TITLE, panduan.LEAD, freshness, rerun=auth.rerun_quietly)
panduan.render_guide_style()
panduan.render_trouble_button(freshness().problems, viewer.role)

part = panduan.choose_part()
if part == "panduan":
    panduan.render_guide(panduan.choose_guide(viewer.role))
    panduan.render_about_figures(viewer.may_open)
elif part == "kamus":
    panduan.render_dictionary(auth.guard("panduan"))
else:
    panduan.render_downloads(
        auth.guard("panduan"),
        seen.posyandu_names if seen else {},
        kader_sheet=papers.build_kader_sheet,
        kader_sheet_name=papers.FILE_NAME,
        empty_book=papers.build_empty_book,
        empty_book_name=papers.name_empty_book,
        is_code=papers.POSYANDU_CODE.fullmatch,
    )
