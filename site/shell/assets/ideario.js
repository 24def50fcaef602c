// What every page does: light or dark, and the way to the search. Nothing else needs script.
// Light or dark: the reader's choice wins over the system's and is kept in this browser only.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = (() => { try { return localStorage.getItem("scheme"); } catch { return null; } })();
  if (stored === "dark" || stored === "light") root.dataset.scheme = stored;
  root.classList.add("js");
  const system = () => (dark.matches ? "dark" : "light");
  const tell = () => {
    const chosen = root.dataset.scheme || system();
    for (const button of document.querySelectorAll(".scheme")) button.ariaPressed = String(chosen === "dark");
  };
  document.addEventListener("DOMContentLoaded", tell);
  dark.addEventListener("change", tell);
  const field = () => document.querySelector(".find input");
  document.addEventListener("focusin", (event) => {
    if (event.target === field()) import("./finding/header_search.js").catch(() => {});
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !field()) return;
    if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    field().focus();
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(".scheme")) return;
    const next = (root.dataset.scheme || system()) === "dark" ? "light" : "dark";
    // Choosing what the system says anyway means following the system again.
    if (next === system()) delete root.dataset.scheme;
    else root.dataset.scheme = next;
    tell();
    try {
      if (next === system()) localStorage.removeItem("scheme");
      else localStorage.setItem("scheme", next);
    } catch { /* storage is refused: the choice lasts for this page */ }
  });
})();

// What the reader's clock adds to a page that was built some time ago: moments in the reader's own zone, what has begun and
// ended since, and how much time is left. Without script, moments are in UTC and the page speaks of when it was built.
// It is done while the page comes in, so that nothing moves once it is seen.
(() => {
  const said = document.documentElement.lang || "en";
  const language = said === "en" ? "en-GB" : said; // days before months, as on the page
  const now = Date.now();
  const moment = new Intl.DateTimeFormat(language, {
    year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  });
  const leftUntil = (instant) => {
    const minutes = Math.max(1, Math.floor((Date.parse(instant) - now) / 60000));
    const [count, unit] = minutes >= 2880 ? [minutes / 1440, "day"] : minutes >= 120 ? [minutes / 60, "hour"] : [minutes, "minute"];
    return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(Math.floor(count));
  };
  const update = () => {
    for (const time of document.querySelectorAll('time[datetime*="T"]:not([title])')) {
      if (document.readyState === "loading" && !time.nextSibling) continue; // its text may not have come yet
      time.title = time.textContent;
      time.textContent = moment.format(new Date(time.dateTime));
    }
    // data-begins and data-ends: the element is there from the one instant on, and until the other.
    for (const part of document.querySelectorAll("[data-begins], [data-ends]")) {
      const { begins, ends } = part.dataset;
      part.hidden = Boolean((begins && now < Date.parse(begins)) || (ends && now >= Date.parse(ends)));
    }
    for (const step of document.querySelectorAll("[data-while]")) {
      const [begins, ends] = step.dataset.while.split("/").map(Date.parse);
      if (begins <= now && now < ends) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
    for (const left of document.querySelectorAll("[data-left]:empty")) {
      left.textContent = left.dataset.left.replace("{time}", leftUntil(left.closest("[data-ends]").dataset.ends));
    }
  };
  const coming = new MutationObserver(update);
  coming.observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", () => {
    coming.disconnect();
    update();
  });
})();

// Sharing as the device does it, or else the address into the clipboard; without script the link writes an e-mail.
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element && event.target.closest("a.share");
  if (!link || !(navigator.share || navigator.clipboard)) return;
  event.preventDefault();
  const address = document.querySelector('link[rel="canonical"]').href;
  const title = document.querySelector('meta[property="og:title"]').content;
  try {
    if (navigator.share) await navigator.share({ title, url: address });
    else {
      await navigator.clipboard.writeText(address);
      const told = link.parentElement.querySelector("[role=status]") ?? link.parentElement.appendChild(document.createElement("span"));
      told.role = "status";
      told.textContent = link.dataset.copied;
    }
  } catch (error) {
    if (error.name !== "AbortError") location.href = link.href; // refused: the e-mail after all
  }
});
