"""Walks through a page by Tab, as people do who use no mouse, and says what they would not see or never reach."""

from collections.abc import Iterator

from playwright.sync_api import Page

# What takes the keyboard and can be seen, each with how it looks, alone and with what it stands in, until it has it.
_BEGIN = """() => {
  const look = (element) => {
    const style = getComputedStyle(element);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 ? style.outlineColor : "";
    return [ring, style.boxShadow, style.borderColor, style.backgroundColor].join();
  };
  const looks = (element) => [element, element.closest("label, li, form")].filter(Boolean).map(look).join();
  const takes = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && element.tabIndex >= 0 && !element.disabled &&
    !(element.type === "radio" && !element.checked); // arrows lead to the others of its group
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  document.activeElement.blur();
  const before = new Map(stops.filter(takes).map((element) => [element, looks(element)]));
  const walk = { left: new Set(before.keys()), unseen: [], back: [] };
  let last = null;
  addEventListener("focusin", ({ target }) => {
    if (looks(target) === before.get(target)) walk.unseen.push(target);
    if (walk.left.size && last && last.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_PRECEDING) {
      walk.back.push(target);
    }
    walk.left.delete(target);
    last = target;
  });
  window.walk = walk;
  return before.size;
}"""
_END = """() => Object.entries(walk).flatMap(([how, elements]) =>
  [...elements].map((element) => [how, element.outerHTML.slice(0, 120)]))"""
_SAID = {"left": "is never reached", "unseen": "focus is not seen", "back": "comes too late"}
_TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


def unwalked(page: Page) -> Iterator[tuple[str, str]]:
    """What is wrong, with its element: Tab shall come to all that takes the keyboard, in order, and it shall be seen.

    Boxes that scroll are reached too, which the browser alone knows of: hence some steps more.
    """
    session = page.context.new_cdp_session(page)
    for _ in range(page.evaluate(_BEGIN)):
        session.send("Input.dispatchKeyEvent", _TAB)
    found = page.evaluate(_END)
    for _ in range(10):
        if all(how != "left" for how, _ in found):
            break
        session.send("Input.dispatchKeyEvent", _TAB)
        found = page.evaluate(_END)
    session.detach()
    yield from ((_SAID[how], element) for how, element in found)
