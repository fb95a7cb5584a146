"""An invented amendment of TT 22/2021 from school year 2031–2032: thresholds and dates, no code.

Seven subjects must reach the mark of Tốt and Khá instead of six, and 40 absences are the limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hocba.rules.tt22_2021 import TT22
from hocba.rules.tt22_2021.params import Params
from hocba.rules.which import PACKS, Pack


class AmendedTT22(TT22):
    package = __name__

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or replace(Params(), need=7, absence_max=40), settings)


PACKS_OF_2031 = (*PACKS, Pack("lower_secondary", range(6, 10), 2031, AmendedTT22))
