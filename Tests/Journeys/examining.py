"""What is wrong with a page that is open: violations of the rules of accessibility, sideways scrolling, words that are missing."""
import pathlib
import re

from axe_playwright_python.sync_playwright import Axe

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
AXE = Axe()
# Rules about colours are checked in each theme, rules about the layout at each width.
VIEWS = [("light", 1440), ("dark", 375)]
WIDTHS = [1440, 1200, 1024, 768, 375, 320]
# Finds a page or a table frame whose content is wider than the available space: it is cut off, or needs sideways scrolling.
TOO_WIDE = """[document.documentElement, ...document.querySelectorAll('.table-frame')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.className || one.tagName)"""


def words(language):
    """All words of the pages and messages in a language, by their keys."""
    files = (pathlib.Path(__file__).parents[2] / "Words" / language).glob("*.properties")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return dict(line.split(" = ", 1) for line in lines if " = " in line)


# One that is seen on a page has no words.
KEYS = set(words("en"))


def bare_keys(page):
    return [f"{page.url}: {word} has no words" for word in sorted(set(re.findall(r"[a-z][a-z-]*\.[a-z0-9-]+", page.content())) & KEYS)]


def examine(page):
    """Returns the violations that Axe finds, and the elements that are wider than the available space."""
    found = bare_keys(page)
    for theme, width in VIEWS:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        here = f"{page.url} ({theme}, {width} px)"
        for violation in AXE.run(page, options=RULES).response["violations"]:
            targets = [f"{node['target']} {node['failureSummary']}" for node in violation["nodes"][:3]]
            found.append(f"{here}: {violation['help']}: {targets}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} ({width} px): {part} scrolls sideways" for part in page.evaluate(TOO_WIDE)]
    return found
