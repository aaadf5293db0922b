"""WCAG 2.2 contrast of every pair of colours that we use, in both themes, computed from static/css/tokens.css."""

import math
import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parent.parent.parent / "static" / "css" / "tokens.css").read_text()
THEMES = ("light", "dark")
TEXT, GRAPHIC = 4.5, 3.0

Oklch = tuple[float, float, float]

NUMBERS = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+|var\(--h\))\)"
PAIR = re.compile(rf"--([\w-]+): light-dark\({NUMBERS}, {NUMBERS}\);")
TOKENS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    found[1]: (found.groups()[1:4], found.groups()[4:7]) for found in PAIR.finditer(CSS)
}
HUES = sorted({float(hue) for hue in re.findall(r"--h: (\d+);", CSS)})

GROUNDS = ("paper", "sheet", "sunk")
INKS = ("ink", "ink-soft", "fir", "fir-strong", "ember", "heather", "ochre", "brick")
ON_WASHES = [
    *product(("fir", "fir-strong", "ink", "ink-soft"), ["fir-wash"]),
    *product(("on-fir",), ["fir", "fir-strong"]),
    *product(("ember", "ink", "ink-soft"), ["ember-wash"]),
    *product(("heather", "ink", "ink-soft", "fir"), ["heather-wash"]),
    *product(("ochre", "ink", "ink-soft"), ["ochre-wash"]),
    *product(("brick", "ink"), ["brick-wash"]),
    ("paper", "ink"),  # the toast
]
CHECKS = [
    *((text, ground, TEXT) for text, ground in product(INKS, GROUNDS)),
    *((text, wash, TEXT) for text, wash in ON_WASHES),
    *(
        (mark, ground, GRAPHIC)
        for mark, ground in product(("edge", "focus"), (*GROUNDS, "fir-wash", "ember-wash", "heather-wash"))
    ),
    *((mark, "sheet", GRAPHIC) for mark in ("ember-mark", "ochre-mark", "brick-mark")),
]


def colour(name: str, theme: str, hue: float = 0) -> Oklch:
    lightness, chroma, angle = TOKENS[name][THEMES.index(theme)]
    return float(lightness), float(chroma), hue if angle == "var(--h)" else float(angle)


def linear_rgb(value: Oklch) -> Oklch:
    """Oklch (hue in degrees) to linear sRGB, by Ottosson's matrices (bottosson.github.io/posts/oklab)."""
    lightness, chroma, hue = value
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def bytes_of(value: Oklch) -> list[int]:
    """The three bytes a screen gets."""
    clipped = [min(1.0, max(0.0, channel)) for channel in linear_rgb(value)]
    return [round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055)) for c in clipped]


def luminance(value: Oklch) -> float:
    shares = [byte / 255 for byte in bytes_of(value)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Oklch, other: Oklch) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_knows_black_and_white_and_a_grey() -> None:
    assert contrast((1, 0, 0), (0, 0, 0)) == pytest.approx(21)
    assert contrast((0.5, 0, 0), (0.5, 0, 0)) == 1
    assert bytes_of((0.5999, 0, 0)) == [128, 128, 128]


def test_every_token_was_read() -> None:
    assert len(TOKENS) == CSS.count(": light-dark(oklch(")
    assert len(HUES) == 8


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "need"), CHECKS, ids=lambda value: str(value))
def test_what_is_read_or_pressed_stands_out(front: str, ground: str, need: float, theme: str) -> None:
    assert contrast(colour(front, theme), colour(ground, theme)) >= need


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("hue", HUES)
def test_initials_are_read_on_every_hue(hue: float, theme: str) -> None:
    assert contrast(colour("hue-ink", theme, hue), colour("hue-ground", theme, hue)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", [name for name, (light, _) in TOKENS.items() if light[2] != "var(--h)"])
def test_no_colour_leaves_srgb(name: str, theme: str) -> None:
    assert all(-0.0005 <= channel <= 1.0005 for channel in linear_rgb(colour(name, theme)))


RAW_COLOUR = re.compile(r"oklch\((?!in)|oklab\(|rgba?\(|hsla?\(|#[0-9a-f]{3,8}\b", re.IGNORECASE)
ID_SELECTOR = re.compile(r"(?:^|[\s,>+~(}])#[a-z][\w-]*(?=[\s,{:.\[>+~)])", re.MULTILINE)
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|[\s{;](?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height)):"
)


def test_the_searches_find_what_they_look_for() -> None:
    assert RAW_COLOUR.search("color: #fff")
    assert RAW_COLOUR.search("fill: oklch(0.5 0 0)")
    assert ID_SELECTOR.search("#agenda { }")
    assert PHYSICAL.search("margin-left: 0")
    assert PHYSICAL.search("{ width: 1rem; }")


@pytest.mark.parametrize(
    "sheet",
    sorted((Path(__file__).resolve().parent.parent.parent / "static" / "css").rglob("*.css")),
    ids=lambda path: path.name,
)
def test_stylesheets_keep_the_rules_of_the_house(sheet: Path) -> None:
    """Colours in the tokens only, no ids, logical properties only (so that right-to-left works)."""
    css = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    if sheet.name != "tokens.css":
        assert RAW_COLOUR.findall(css) == []
    assert ID_SELECTOR.findall(css) == []
    assert PHYSICAL.findall(css) == []
