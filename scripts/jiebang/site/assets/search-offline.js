// The offline copy's index: asked as Pagefind is, and answered from records that a script
// has brought (jiebang.site.offline). Every record is looked at: some thousands of them take
// a few milliseconds each time. search.js holds each against its text, as it does online.
globalThis.jiebangOffline = (records) => {
  "use strict";
  const { columns, rows } = records;
  const { fold, tokens } = globalThis.jiebangWords;
  const objects = rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  // As jiebang.site.search cuts: tokens with blanks between, one before the first.
  const cut = (text) => ` ${tokens(fold(text)).join(" ")} `;
  let texts; // cut when they are first asked

  // How often `part` begins a token, or a run of them.
  const times = (text, part) => text.split(` ${part}`).length - 1;

  // Okapi BM25 (k1 1.2, b 0.75; Robertson & Zaragoza 2009): rare and repeated words first.
  function search(query) {
    texts ??= objects.map((one) => cut(`${one.zh} ${one.en}`));
    const average = texts.reduce((sum, text) => sum + text.length, 0) / texts.length;
    const parts = query.startsWith('"') ? [query.slice(1, -1)] : [...new Set(query.split(" ").filter(Boolean))];
    const counts = parts.map((part) => texts.map((text) => times(text, part)));
    const weights = counts.map((found) => Math.log(1 + texts.length / (1 + found.filter(Boolean).length)));
    const results = objects
      .map((one, at) => ({
        id: String(at),
        data: async () => ({ meta: one }),
        score: parts.every((_, n) => counts[n][at])
          ? parts.reduce((sum, _, n) => {
            const many = counts[n][at];
            return sum + (weights[n] * many * 2.2) / (many + 1.2 * (0.25 + (0.75 * texts[at].length) / average));
          }, 0)
          : 0,
      }))
      .filter((one) => one.score > 0)
      .sort((a, b) => b.score - a.score);
    return { results };
  }

  return { search };
};
