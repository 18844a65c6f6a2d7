"""The templates: each is a style and an arrangement of the first page's head; everything else is shared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from billing.issued import Party
from billing.pdf.fonts import Faces
from billing.pdf.logo import Logo
from billing.pdf.paper import Pages
from billing.pdf.style import Style
from billing.pdf.templates import classic, modern
from billing.snapshot import View
from billing.wording import Labels

TemplateName = Literal["classic", "modern"]


@dataclass(frozen=True, slots=True)
class Template:
    """How one template looks, and how it fills the top of the first page: of any paper, and of a document."""

    style_of: Callable[[Faces, str], Style]
    put_top: Callable[[Pages, Party, str, str, Style, Logo | None], None]
    put_head: Callable[[Pages, View, Style, Labels, Logo | None], None]


TEMPLATES: Mapping[TemplateName, Template] = MappingProxyType(
    {
        "classic": Template(classic.style_of, classic.put_top, classic.put_head),
        "modern": Template(modern.style_of, modern.put_top, modern.put_head),
    }
)
