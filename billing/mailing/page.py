"""A message as its reader sees it: plain text, and a page with one button that any mail program can draw."""

import re
from dataclasses import dataclass, field
from html import escape

from billing.colour import Readable, readable
from billing.direction import has_right_to_left
from billing.mailing.text import LINK

LOGO_ID = "logo"
_LOGO_HIGH = 56


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message says. ``button`` and ``link`` are "" where nothing is behind a link; ``or_copy`` stands above the
    bare address. ``logo`` is a PNG or b"". Its repr shows no token.
    """

    language: str
    business: str
    subject: str
    body: str
    button: str
    or_copy: str
    link: str = field(repr=False)
    colour: str
    logo: bytes = field(default=b"", repr=False)
    logo_width: int = 0
    logo_height: int = 0


def text_of(letter: Letter) -> str:
    """Return the message for a program that shows text alone; the button is its words and the address below them."""
    blocks = [_as_text(letter, block) for block in _blocks(letter)]
    return "\n\n".join(block for block in blocks if block) + "\n"


def html_of(letter: Letter) -> str:
    """Return the page; the logo is ``cid:logo``, nothing is fetched from anywhere."""
    colours = readable(letter.colour)
    side = "rtl" if has_right_to_left(letter.body) else "ltr"
    blocks = "\n".join(filter(None, (_as_html(letter, block, colours) for block in _blocks(letter))))
    return _PAGE.format(
        language=escape(letter.language), side=side, title=escape(letter.subject), head=_head(letter), blocks=blocks,
        foot=_foot(letter, colours),
        brand_dark=colours.brand_dark, on_brand_dark=colours.on_brand_dark,
    )  # fmt: skip


def _blocks(letter: Letter) -> list[str]:
    """Return the paragraphs; the one that is ``{link}`` alone, or else the end, is where the button stands."""
    body = letter.body.replace("\r\n", "\n").strip("\n")
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n+", body)]
    if letter.link and not any(block.strip() == LINK for block in blocks):
        blocks.append(LINK)
    return blocks


def _as_text(letter: Letter, block: str) -> str:
    if block.strip() == LINK:
        return f"{letter.button}:\n{letter.link}" if letter.link else ""
    return block.replace(LINK, letter.link)


def _as_html(letter: Letter, block: str, colours: Readable) -> str:
    if block.strip() == LINK:
        button = {"link": escape(letter.link), "word": escape(letter.button)}
        return _BUTTON.format(**button, brand=colours.brand, on_brand=colours.on_brand) if letter.link else ""
    mirrored = has_right_to_left(letter.body)
    lines = (_line(line, mirrored=mirrored) for line in block.split("\n"))
    words = "<br>\n".join(lines).replace(LINK, _anchor(letter, colours))
    return f'<p style="margin:0 0 16px">{words}</p>'


def _line(line: str, *, mirrored: bool) -> str:
    """Return one line; in a mirrored page a phone number alone would be read from its end."""
    foreign = mirrored and bool(line.strip()) and not has_right_to_left(line)
    return f'<span dir="ltr">{escape(line)}</span>' if foreign else escape(line)


def _anchor(letter: Letter, colours: Readable) -> str:
    address = escape(letter.link)
    style = f"color:{colours.brand};word-break:break-all"
    return f'<a class="cf-a" href="{address}" style="{style}" dir="ltr">{address}</a>'


def _head(letter: Letter) -> str:
    if not letter.logo:
        return f'<strong style="font-size:18px">{escape(letter.business)}</strong>'
    high = min(letter.logo_height, _LOGO_HIGH) or _LOGO_HIGH
    wide = round(letter.logo_width * high / letter.logo_height) if letter.logo_height else 0
    width = f' width="{wide}"' if wide else ""
    name = escape(letter.business)
    return (
        '<span class="cf-logo" style="display:inline-block;border-radius:6px">'
        f'<img src="cid:{LOGO_ID}" alt="{name}" height="{high}"{width} style="display:block;border:0"></span>'
    )


def _foot(letter: Letter, colours: Readable) -> str:
    if not letter.link:
        return ""
    return (
        f'<p class="cf-muted" style="margin:8px 0 0;font-size:13px;color:#5d6166">{escape(letter.or_copy)}<br>'
        f"{_anchor(letter, colours)}</p>"
    )


# Colours stand on the elements, for programs that drop a style sheet; the sheet has what the dark changes.
_BUTTON = (
    '<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr>'
    '<td class="cf-button" bgcolor="{brand}" style="background:{brand};border-radius:6px;padding:0">'
    '<a class="cf-button" href="{link}" style="display:block;padding:13px 26px;background:{brand};color:{on_brand};'
    'border-radius:6px;font-weight:600;text-decoration:none">{word}</a></td></tr></table>'
)

_PAGE = """<!DOCTYPE html>
<html lang="{language}" dir="{side}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
@media (prefers-color-scheme: dark) {{
  body, .cf-ground {{ background: #101113 !important; color: #ededeb !important; }}
  .cf-sheet {{ background: #1a1b1d !important; color: #ededeb !important; border-color: #2c2e31 !important; }}
  .cf-button {{ background: {brand_dark} !important; color: {on_brand_dark} !important; }}
  .cf-a {{ color: {brand_dark} !important; }}
  .cf-muted {{ color: #a3a6aa !important; }}
  .cf-logo {{ background: #ffffff; padding: 6px; }}
}}
</style>
</head>
<body class="cf-ground" style="margin:0;padding:0;background:#f2f2ef;color:#16181a">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="cf-ground" bgcolor="#f2f2ef">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="cf-sheet"
 bgcolor="#ffffff" style="max-width:560px;background:#ffffff;border:1px solid #e2e2dd;border-radius:10px">
<tr><td style="padding:28px;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;
line-height:1.5;text-align:start">
<div style="margin:0 0 24px">{head}</div>
{blocks}
{foot}
</td></tr></table>
</td></tr></table>
</body>
</html>
"""
