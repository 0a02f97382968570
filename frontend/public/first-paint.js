// Runs before the first paint, so that neither the colour scheme nor the language flickers.
// A file of its own because the content policy forbids inline scripts.
(() => {
  const root = document.documentElement;
  let scheme = null;
  let language = null;
  try {
    scheme = localStorage.getItem("mantine-color-scheme-value");
    language = localStorage.getItem("telemed-language");
  } catch {
    // Storage may be switched off; the defaults below hold.
  }
  const dark =
    scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  const wanted = language ?? navigator.language.slice(0, 2);
  root.lang = wanted === "ru" ? "ru" : "en";
})();
