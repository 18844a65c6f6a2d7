"""A font of a few plain boxes, made in a test: it stands for the large fonts that a computer has or has not."""

import io

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen


def tiny_font(characters: str, *, permissions: int = 0, name: str = "Boxes") -> bytes:
    """Return a TrueType font that has a box for each of ``characters``; ``permissions`` is OS/2 fsType."""
    glyphs = {".notdef": 0, **{f"box{ord(character):04X}": ord(character) for character in characters}}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({code: glyph for glyph, code in glyphs.items() if code})
    builder.setupGlyf(dict.fromkeys(glyphs, _box()))
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 60)))
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    builder.setupOS2(fsType=permissions, sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost()
    file = io.BytesIO()
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    builder.save(file)
    return file.getvalue()


def _box() -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((60, 0))
    for corner in ((60, 800), (940, 800), (940, 0)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()
