// Runs before the page is drawn: that there are scripts, so that room is kept for what they
// will show; which languages the reader wants to see.
document.documentElement.classList.add("jb-scripts");
try {
  const show = localStorage.getItem("jiebang.show");
  if (show === "en" || show === "zh") document.documentElement.dataset.show = show;
} catch { /* storage is off: show both */ }
