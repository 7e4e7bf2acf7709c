"""`Seen`: what one viewer may see of a puskesmas. Rows are scoped and masked first, everything else is
computed from those, a room a subject: `seen.gizi.skdn(months)`.

Viewers of equal scope share one `Seen`, and it computes each thing once (see room.remembered).
"""

from __future__ import annotations

from typing import cast, get_type_hints

from lib.data.anak import Anak
from lib.data.antar_jemput import AntarJemput
from lib.data.beranda import Beranda
from lib.data.daftar_anak import DaftarAnak
from lib.data.engine import Whole
from lib.data.eppgbm import Eppgbm
from lib.data.gizi import Gizi
from lib.data.ground import Ground
from lib.data.kebal_msg import KebalMsg
from lib.data.kualitas_data import KualitasData
from lib.data.laporan import Laporan
from lib.data.mentoring import Mentoring
from lib.data.pendampingan import Pendampingan
from lib.data.pertemuan import Pertemuan
from lib.data.rapat import Rapat
from lib.data.room import Room
from lib.data.search import Search
from lib.data.shown import Door
from lib.data.sop import Sop
from lib.domain import (
    age,
    anak,
    antar_jemput,
    attention,
    case_lists,
    categories,
    eppgbm,
    followed_up,
    gizi,
    growth,
    kebal_msg,
    kms,
    kualitas_data,
    mentoring,
    own_line,
    pendampingan,
    pertemuan,
    prevalence,
    programme,
    skdn,
    status_distribution,
    trend_marks,
    weighing_days,
)
from lib.domain import settings as targets
from lib.domain import steps as sop_steps
from lib.domain.kualitas_data import justified, loop
from lib.domain.privacy import Scope

_METHODS = {
    **age.METHODS,
    **growth.METHODS,
    **categories.METHODS,
    **status_distribution.METHODS,
    **case_lists.METHODS,
    **followed_up.METHODS,
    **kebal_msg.METHODS,
    **targets.METHODS,
    **skdn.METHODS,
    **kms.METHODS,
    **anak.METHODS,
    **prevalence.METHODS,
    **trend_marks.METHODS,
    **programme.METHODS,
    **gizi.METHODS,
    **weighing_days.METHODS,
    **eppgbm.METHODS,
    **sop_steps.METHODS,
    **attention.METHODS,
    **antar_jemput.METHODS,
    **pendampingan.METHODS,
    **mentoring.METHODS,
    **pertemuan.METHODS,
    **own_line.METHODS,
    **justified.METHODS,
    **kualitas_data.METHODS,
    **loop.METHODS,
}


class Seen(Ground):
    """Tables, figures and findings of one puskesmas for one scope. Persons' rows may hold what only computing
    needs: pages get theirs from `open_seen`."""

    gizi: Gizi
    sop: Sop
    antar_jemput: AntarJemput
    mentoring: Mentoring
    pendampingan: Pendampingan
    kebal_msg: KebalMsg
    pertemuan: Pertemuan
    rapat: Rapat
    anak: Anak
    daftar_anak: DaftarAnak
    eppgbm: Eppgbm
    beranda: Beranda
    laporan: Laporan
    kualitas_data: KualitasData
    search: Search

    def __init__(self, whole: Whole, scope: Scope) -> None:
        super().__init__(whole, scope)
        self._rooms: dict[str, dict[str, object]] = {name: {} for name in ROOMS}

    def methods(self, *figures: str) -> str:
        """How figures are computed, a paragraph each, by their names in the rules' METHODS."""
        return "\n\n".join(_METHODS[figure] for figure in figures)


ROOMS: dict[str, type[Room]] = {
    name: room
    for name, room in get_type_hints(Seen).items()
    if isinstance(room, type) and issubclass(room, Room)
}
"""The rooms by name."""


def _enter(name: str, kind: type[Room]) -> property:
    return property(lambda seen: kind(seen, seen._rooms[name]))


for _name, _kind in ROOMS.items():
    setattr(Seen, _name, _enter(_name, _kind))


def open_seen(whole: Whole, scope: Scope) -> Seen:
    """What a viewer of this scope may see; who sees nobody by name stands before the door of `shown`."""
    seen = Seen(whole, scope)
    return seen if scope.names == "full" else cast(Seen, Door(seen))
