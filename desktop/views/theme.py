"""The colours of the desktop: one frozen set of tokens per scheme, and the palette made of them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication


class Tone(StrEnum):
    """What a state means to the person who reads it; the colour follows from the tone."""

    NEUTRAL = "neutral"
    INFO = "info"
    SEEN = "seen"
    WARN = "warn"
    GOOD = "good"
    BAD = "bad"
    OLD = "old"


class ToneColours(NamedTuple):
    """``word`` is readable on ``fill`` and on every surface; ``dot`` is for small marks and bars."""

    word: QColor
    fill: QColor
    dot: QColor


class Tokens(NamedTuple):
    """Every colour a view may use. The QColors are shared: copy before changing one."""

    dark: bool
    window: QColor
    rail: QColor
    base: QColor
    alt: QColor
    raised: QColor
    mat: QColor
    line: QColor
    line2: QColor
    edge: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    on_accent: QColor
    selected: QColor
    rail_selected: QColor
    tooltip: QColor
    tooltip_text: QColor
    tooltip_muted: QColor
    tooltip_link: QColor
    danger: QColor
    on_danger: QColor
    avatar: QColor
    on_avatar: QColor
    tones: Mapping[Tone, ToneColours]


def _tones(**words: str) -> Mapping[Tone, ToneColours]:
    return MappingProxyType({Tone(name): ToneColours(*map(QColor, hexes.split())) for name, hexes in words.items()})


LIGHT = Tokens(
    dark=False,
    window=QColor("#EDF0F0"),
    rail=QColor("#E6EAEA"),
    base=QColor("#FFFFFF"),
    alt=QColor("#F6F8F8"),
    raised=QColor("#FFFFFF"),
    mat=QColor("#E3E8E8"),
    line=QColor("#DEE3E4"),
    line2=QColor("#C4CCCE"),
    edge=QColor("#7C898C"),
    text=QColor("#152023"),
    muted=QColor("#4F5E62"),
    faint=QColor("#58676B"),
    accent=QColor("#0B6075"),
    on_accent=QColor("#FFFFFF"),
    selected=QColor("#E6F1F3"),
    rail_selected=QColor("#D6DEDF"),
    tooltip=QColor("#1D2A2E"),
    tooltip_text=QColor("#F3F6F6"),
    tooltip_muted=QColor("#AEBCC0"),
    tooltip_link=QColor("#8AD3E2"),
    danger=QColor("#B22D20"),
    on_danger=QColor("#FFFFFF"),
    avatar=QColor("#33484E"),
    on_avatar=QColor("#FFFFFF"),
    tones=_tones(
        neutral="#4F5E62 #E9EDED #7C898C",
        info="#1F4E9E #E5EDF9 #2F67C4",
        seen="#593C9C #EEE9F9 #7653C6",
        warn="#774C00 #FBEFD5 #B7791F",
        good="#17663F #E0F2E8 #218A57",
        bad="#A3271B #FBE6E3 #C8392B",
        old="#665543 #F1EBE4 #8C7862",
    ),
)

DARK = Tokens(
    dark=True,
    window=QColor("#14181A"),
    rail=QColor("#101416"),
    base=QColor("#1A1F21"),
    alt=QColor("#1F2527"),
    raised=QColor("#262D30"),
    mat=QColor("#0E1213"),
    line=QColor("#2B3336"),
    line2=QColor("#3D474B"),
    edge=QColor("#7B888C"),
    text=QColor("#E6EBEC"),
    muted=QColor("#A6B2B6"),
    faint=QColor("#8F9CA0"),
    accent=QColor("#5DBBD0"),
    on_accent=QColor("#06232A"),
    selected=QColor("#1D333A"),
    rail_selected=QColor("#263034"),
    tooltip=QColor("#333D41"),
    tooltip_text=QColor("#F3F6F6"),
    tooltip_muted=QColor("#AEBCC0"),
    tooltip_link=QColor("#8AD3E2"),
    danger=QColor("#EC7567"),
    on_danger=QColor("#2A0906"),
    avatar=QColor("#33484E"),
    on_avatar=QColor("#FFFFFF"),
    tones=_tones(
        neutral="#A9B5B9 #2A3235 #7B888C",
        info="#9BBDF5 #1F2D47 #6D9BEB",
        seen="#C3B0F2 #2E2748 #A78CEB",
        warn="#EBC06D #3A2E15 #DDA53F",
        good="#7FD3A5 #173426 #4DBB82",
        bad="#F5A196 #44221E #EC7567",
        old="#CDBBA6 #332C24 #A8937A",
    ),
)


class _Current:
    """The tokens in force; replaced before the palette changes, so that PaletteChange handlers read the new ones."""

    tokens = LIGHT
    followed = False


def tokens() -> Tokens:
    """Return the tokens in force; ask again in every paint, keep none."""
    return _Current.tokens


def palette_for(tokens: Tokens) -> QPalette:
    """Return the palette that makes native controls stand on our surfaces."""
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window,), tokens.window),
        ((role.Base,), tokens.base),
        ((role.AlternateBase,), tokens.alt),
        ((role.Button,), tokens.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.BrightText), tokens.text),
        ((role.PlaceholderText,), tokens.faint),
        ((role.Accent, role.Link, role.LinkVisited), tokens.accent),
        ((role.Highlight,), tokens.selected),
        ((role.ToolTipBase,), tokens.tooltip),
        ((role.ToolTipText,), tokens.tooltip_text),
        ((role.Light, role.Midlight), tokens.alt),
        ((role.Mid,), tokens.line),
        ((role.Dark,), tokens.line2),
        ((role.Shadow,), tokens.mat),
    ):
        for each in roles:
            palette.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, tokens.faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Button, tokens.alt)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Accent, tokens.line2)
    return palette


def apply(app: QApplication, scheme: Qt.ColorScheme = Qt.ColorScheme.Unknown) -> None:
    """Put ``app`` into ``scheme``; Unknown follows the system, also when the system changes later.

    Where Qt cannot tell the system's scheme (offscreen, some Linux desktops), Fusion draws the controls and Unknown
    means light.
    """
    hints = app.styleHints()
    if not _Current.followed:
        hints.colorSchemeChanged.connect(_take)
        _Current.followed = True
    hints.setColorScheme(scheme)
    resolved = hints.colorScheme()
    if resolved is Qt.ColorScheme.Unknown:
        if not drawn_by_fusion():
            app.setStyle("Fusion")
        resolved = scheme
    _take(resolved)


def drawn_by_fusion() -> bool:
    """Tell whether controls have no native look here, so that ours may be drawn without hiding the system's."""
    return QApplication.style().name() == "fusion"


def _take(scheme: Qt.ColorScheme) -> None:
    _Current.tokens = DARK if scheme is Qt.ColorScheme.Dark else LIGHT
    QApplication.setPalette(palette_for(_Current.tokens))
