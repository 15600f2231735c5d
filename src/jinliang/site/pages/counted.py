"""Long lists in pages, where their length is known before they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator

if TYPE_CHECKING:
    Pages = Paginator[Any]
else:
    Pages = Paginator


class Counted(Pages):
    """A paginator that is told how many rows there are, because the chips above the list have counted them."""

    def __init__(self, rows: Any, per_page: int, many: int) -> None:
        super().__init__(rows, per_page)
        self.count = many
