"""The dashboard for people who use a keyboard, a screen reader, large letters or a dark screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.dashboard import at_rest
from ui.pages import PAGES

SERIOUS = ("serious", "critical")
# Faults of Streamlit's own widgets that no page can mend, by rule: what they are about, and why they remain.
STREAMLIT = {
    "color-contrast": (
        "[data-testid]:has(input:disabled) > label *",
        "Labels of disabled inputs are faded, as WCAG allows.",
    ),
}
QUERY = "dataset=digits&model=reader&part=test"
MOST_TABS = 20
WIDTHS = (1400, 700, 420)  # px; a window, what it shows at 200 %, and a phone
# What is wider than the window, and pickers and buttons that are cut at its edge.
CUT = """() => [
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
    ...[...document.querySelectorAll('[data-testid=stMain] :is(button, input, [role=combobox])')]
        .filter(item => item.checkVisibility() && item.getBoundingClientRect().right > innerWidth + 1
            && item.type !== 'range' && !item.closest('[data-testid=stDataFrame], .st-key-preview, .js-plotly-plot'))
        .map(item => item.outerHTML.slice(0, 120)),
]"""
# The text of the focused element, and whether an outline or a shadow marks it.
FOCUS = """() => {
    const item = document.activeElement, look = getComputedStyle(item);
    const name = item.textContent.trim().slice(-40) || item.ariaLabel || item.tagName;
    return [name, (look.outlineStyle !== 'none' && look.outlineWidth !== '0px') || look.boxShadow !== 'none'];
}"""


@pytest.fixture
def filled(do, served_trained):
    """The address of a dashboard with something on every page, a dataset of single symbols included."""
    do("generate", name="glyphs", count=40, symbols="01", length=1, width=32, height=32, font_size=24, workers=1)
    return served_trained


def address(served, title):
    """Where a page shows what the workspace holds."""
    name = "" if title == "Home" else title.lower()
    return f"{served}/{name}?{'dataset=glyphs' if title == 'Compose' else QUERY}"


def faults(page, rules):
    """Serious faults that axe finds with some rules, but for Streamlit's own: rule, reason and element of each."""
    broken = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": rules}).response["violations"]
    nodes = [(rule["id"], node) for rule in broken if rule["impact"] in SERIOUS for node in rule["nodes"]]
    return [
        (rule, (node["any"] or node["all"] or node["none"])[0]["message"], node["html"][:120])
        for rule, node in nodes
        if not (rule in STREAMLIT and page.locator(node["target"][0]).first.evaluate(MATCHES, STREAMLIT[rule][0]))
    ]


MATCHES = "(element, selector) => element.matches(selector)"
WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}


def test_axe_finds_no_serious_fault_on_any_page_by_day_and_by_night(filled, visit):
    page = visit(filled)
    found: list[str] = []
    for title in PAGES:
        page.emulate_media(color_scheme="light")
        page.goto(address(filled, title))
        page.get_by_role("heading", level=1).filter(has_text=title).wait_for()
        at_rest(page)
        assert not page.get_by_test_id("stException").count(), title
        page.add_style_tag(content="* {transition: none !important}")  # colours change at once from here on
        found += [f"{title}, light: {fault}" for fault in faults(page, WCAG)]
        page.emulate_media(color_scheme="dark")
        at_rest(page)
        found += [f"{title}, dark: {fault}" for fault in faults(page, CONTRAST)]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 500})
            found += [f"{title}, {width} px wide: {cut}" for cut in page.evaluate(CUT)]
        page.set_viewport_size({"width": 1400, "height": 1000})
    assert not found, "\n".join(found)


def test_train_is_a_few_tabs_away_and_the_focus_is_seen_on_the_way(filled, visit):
    page = visit(filled)
    at_rest(page)
    for _ in range(MOST_TABS - 1):
        page.keyboard.press("Tab")
        place, is_seen = page.evaluate(FOCUS)
        assert is_seen, f"the focus on {place} is not visible"
        if place.endswith("Train"):
            break
    else:
        raise AssertionError(f"Train is not reached with {MOST_TABS - 1} tabs")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).filter(has_text="Train").wait_for()
