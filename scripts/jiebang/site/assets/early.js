// Runs before the page is drawn: which languages the reader wants to see.
try {
  const show = localStorage.getItem("jiebang.show");
  if (show === "en" || show === "zh") document.documentElement.dataset.show = show;
} catch { /* storage is off: show both */ }
