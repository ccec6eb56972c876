// Runs before the page is drawn: that there are scripts, so that room is kept for what they
// will show; light or dark, and which languages the reader wants to see.
document.documentElement.classList.add("jb-scripts");
try {
  const root = document.documentElement.dataset;
  const show = localStorage.getItem("jiebang.show");
  if (show === "en" || show === "zh") root.show = show;
  const scheme = { slate: "dark", default: "light" }[localStorage.getItem("jiebang.scheme")] ?? localStorage.getItem("jiebang.scheme");
  if (scheme === "dark" || scheme === "light") root.scheme = scheme;
} catch { /* storage is off: show both, as the system prefers */ }
