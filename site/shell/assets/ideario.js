// Light or dark: the reader's choice wins over the system's and is kept in this browser only. Nothing else needs script.
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
