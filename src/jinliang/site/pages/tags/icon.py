"""Every icon of the product: 24 box, 1.7 stroke, round ends. The status shapes are solid."""

from __future__ import annotations

from difflib import get_close_matches

from django.utils.html import escape
from django.utils.safestring import SafeString

STROKED: dict[str, str] = {
    # the words of the house
    "todo": '<path d="M9 6h11M9 12h11M9 18h11"/><path d="m3.5 6 1.2 1.2L7 5M3.5 12l1.2 1.2L7 11M3.5 18l1.2 1.2L7 17"/>',
    "pack": '<path d="M5 4.5A1.5 1.5 0 0 1 6.5 3H19v15H6.5A1.5 1.5 0 0 0 5 19.5z"/>'
    '<path d="M5 19.5A1.5 1.5 0 0 0 6.5 21H19v-3M9 7.5h6M9 11h6"/>',
    "indicator": '<path d="M4 4v16h16"/><path d="m7.5 15 3.5-4 3 2.5L19 8"/>',
    "duty": '<path d="M8 4H6a1 1 0 0 0-1 1v15a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1V5a1 1 0 0 0-1-1h-2"/>'
    '<path d="M8.5 2.8h7v3h-7zM8.5 13l2.3 2.3 4.7-4.8"/>',
    "party": '<path d="M4 21V6l8-3v18M12 9l8 2.5V21M2.5 21h19M7 9.5h2M7 13h2M7 16.5h2M15.5 14h1.5M15.5 17h1.5"/>',
    "listing": '<path d="M4 8h13M13.5 4.5 17 8l-3.5 3.5M20 16H7M10.5 12.5 7 16l3.5 3.5"/>',
    "deal": '<path d="M6 3h8l4.5 4.5V21H6z"/><path d="M14 3v4.5h4.5M9 12h6.5M9 15h4"/>'
    '<path d="m12 18.6 1.3 1 2.4-2.4"/>',
    "campaign": '<path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z"/>'
    '<circle cx="12" cy="10" r="2.3"/>',
    "fact": '<path d="M12 3 4.5 6v5.5c0 4.6 3.2 8 7.5 9.5 4.3-1.5 7.5-4.9 7.5-9.5V6z"/>'
    '<path d="m8.7 11.9 2.4 2.4 4.3-4.6"/>',
    "act": '<path d="M4 12a8 8 0 1 0 2.6-5.9L4 8.5"/><path d="M4 4v4.5h4.5M12 8v4.3l3 1.8"/>',
    "award": '<circle cx="12" cy="12" r="8.7"/><path d="m8.3 7.5 3.7 5 3.7-5M12 12.5V17M9 12.8h6M9 15.2h6"/>',
    # who, when, where
    "person": '<circle cx="12" cy="8.2" r="3.7"/><path d="M4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>',
    "building": '<path d="M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3M16.5 13h.1M16.5 17h.1"/>',
    "flag": '<path d="M6 21V4M6 4.5h11l-2 4 2 4H6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.3 2"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="1.5"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/>',
    "hourglass": '<path d="M7 3.5h10M7 20.5h10M8 3.5v3.7c0 1.9 4 3.1 4 4.8 0-1.7 4-2.9 4-4.8V3.5M8 20.5v-3.7c0-1.9 4-3.1 '
    '4-4.8 0 1.7 4 2.9 4 4.8v3.7"/>',
    "globe": '<circle cx="12" cy="12" r="8.7"/><path d="M3.5 12h17M12 3.3c2.4 2.5 3.6 5.4 3.6 8.7s-1.2 6.2-3.6 '
    '8.7c-2.4-2.5-3.6-5.4-3.6-8.7s1.2-6.2 3.6-8.7z"/>',
    # verdicts
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "cross": '<path d="m6.5 6.5 11 11M17.5 6.5l-11 11"/>',
    "question": '<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.2-1.5 2.3M12 18v.2"/>',
    "info": '<circle cx="12" cy="12" r="8.7"/><path d="M12 11v5M12 7.8v.1"/>',
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.6 3.2 8 7.5 9.5 4.3-1.5 7.5-4.9 7.5-9.5V6z"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9.5" rx="1.5"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"/>',
    # what one does
    "search": '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 4.7 4.7"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "download": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14"/>',
    "upload": '<path d="M12 19V7M7 11.5 12 6.5l5 5M5 21h14"/>',
    "print": '<path d="M7 8V3.5h10V8M7 17H4V9.5A1.5 1.5 0 0 1 5.5 8h13A1.5 1.5 0 0 1 20 9.5V17h-3"/>'
    '<path d="M7 14h10v6.5H7z"/>',
    "send": '<path d="m3.5 11.5 17-8-5 17-3.5-7z"/><path d="M12 13.5 20.5 3.5"/>',
    "pencil": '<path d="m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "undo": '<path d="M8 5 4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3"/>',
    "merge": '<path d="M6 4v3c0 4 6 4 6 8v5M18 4v3c0 4-6 4-6 8"/>',
    "filter": '<path d="M4 5.5h16M7 12h10M10 18.5h4"/>',
    "copy": '<rect x="9" y="9" width="11" height="11" rx="1.5"/><path d="M15 9V5.5A1.5 1.5 0 0 0 13.5 4h-8A1.5 1.5 0 0 0 '
    '4 5.5v8A1.5 1.5 0 0 0 5.5 15H9"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L12 6.3"/>'
    '<path d="M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.1-1.1"/>',
    # things and places on a page
    "file": '<path d="M6 3h8l4.5 4.5V21H6zM14 3v4.5h4.5"/>',
    "table": '<rect x="4" y="5" width="16" height="14" rx="1.5"/><path d="M4 10h16M4 14.5h16M10 10v9"/>',
    "tree": '<path d="M5 4v14h5M5 10h5"/><path d="M13 8h7v4h-7zM13 16h7v4h-7z"/>',
    "wall": '<rect x="3" y="4.5" width="18" height="12" rx="1.5"/><path d="M8.5 20.5h7M12 16.5v4"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "sign-out": '<path d="M13 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h7M10 12h10M16.5 8.5 20 12l-3.5 3.5"/>',
    "chevron": '<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "chevron-left": '<path d="M14.5 5.5 8 12l6.5 6.5"/>',
}

SOLID: dict[str, str] = {
    "diamond": '<path d="M12 2.5 21.5 12 12 21.5 2.5 12z"/>',
    "triangle": '<path d="M12 3 22.5 21h-21z"/>',
    "circle": '<circle cx="12" cy="12" r="8"/>',
    "dash": '<path d="M4 10.2h16v3.6H4z"/>',
}

LOGO = (
    '<svg class="-logo" viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor" stroke-linecap="round">'
    '<path stroke-width="2.4" d="M2.5 21.5c4-9.5 8.5-13 13.5-13s9.5 3.5 13.5 13"/>'
    '<path stroke-width="1.6" d="M2 25.5h28M9.5 13.3v8.2M16 8.8v12.7M22.5 13.3v8.2"/></svg>'
)
"""The bridge of the product's name, three piers under an arch."""


def icon(name: str, extra: str = "") -> SafeString:
    """An icon by name as inline SVG, hidden from screen readers: the word beside it speaks. `extra` adds classes.

    Raises ValueError with the nearest name for one that does not exist.
    """
    solid = name in SOLID
    drawn = SOLID[name] if solid else STROKED.get(name)
    if drawn is None:
        near = get_close_matches(name, [*STROKED, *SOLID], n=1)
        raise ValueError(f"no icon {name!r}" + (f", did you mean {near[0]!r}?" if near else ""))
    classes = " ".join(part for part in ("jl-i", "-solid" if solid else "", escape(extra)) if part)
    return SafeString(f'<svg class="{classes}" viewBox="0 0 24 24" aria-hidden="true">{drawn}</svg>')
