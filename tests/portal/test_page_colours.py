"""The fixed colours of the page read well, in light and in dark."""

import re

import pytest

from billing.colour import contrast, readable
from portal.pages import static_files

CSS = next(file.body.decode() for path, file in static_files().items() if path.endswith(".css"))
TONES = ("info", "wait", "bad", "ok", "off")


def tokens(block: str) -> dict[str, str]:
    """Return the colours that ``block`` of the stylesheet sets, as six digits each."""
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", block)
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * digit for digit in value[1:]) for name, value in found
    }


LIGHT_BLOCK, DARK_BLOCK = re.findall(r":root \{(.*?)\n  ?\}", CSS.replace("\n}", "\n }"), re.S)[:2]
SCHEMES = [tokens(LIGHT_BLOCK), tokens(DARK_BLOCK)]


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_both_schemes_set_every_colour(scheme: dict[str, str]) -> None:
    assert {"ground", "sheet", "line", "edge", "ink", "muted"} <= set(scheme)
    assert {name for tone in TONES for name in (tone, f"{tone}-tint")} <= set(scheme)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_text_reads_well_wherever_it_stands(scheme: dict[str, str]) -> None:
    for place in ("sheet", "ground"):
        assert contrast(scheme["ink"], scheme[place]) >= 14
        assert contrast(scheme["muted"], scheme[place]) >= 4.5
    for tone in TONES:
        assert contrast(scheme[tone], scheme[f"{tone}-tint"]) >= 6.5


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_edges_of_what_can_be_pressed_are_seen(scheme: dict[str, str]) -> None:
    assert contrast(scheme["edge"], scheme["sheet"]) >= 3
    assert contrast(scheme["ok"], scheme["off-tint"]) >= 3  # the bar of what is paid on its groove


@pytest.mark.parametrize("colour", ["#7d2b3d", "#ffd400", "#000000", "#ffffff", "#00ff00", "#0b6075"])
def test_no_office_can_brand_its_links_unreadable(colour: str) -> None:
    light, dark = SCHEMES
    brand = readable(colour)
    for place in ("sheet", "ground"):
        assert contrast(brand.brand, light[place]) >= 4.5
        assert contrast(brand.brand_dark, dark[place]) >= 4.5
    assert contrast(brand.on_brand, brand.brand) >= 4.5
    assert contrast(brand.on_brand_dark, brand.brand_dark) >= 4.5
