// How a query is read, shared by the search and the explore page: characters folded,
// figures whole, words with their endings, synonyms from the glossary (words.json,
// made by jiebang.site.search_words). Also where data come from: over HTTP, or in the offline
// copy from scripts beside the pages (jiebang.site.offline); and traditional characters.
globalThis.jiebangWords = (() => {
  "use strict";
  const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;
  const LATIN = "[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}]";
  const TOKEN = new RegExp(`${HAN.source}|${LATIN}+|(?:(?!${HAN.source})\\p{L})+|\\p{Nd}+`, "gu");
  const QUOTES = /["“”「」『』]/g;
  const ENDING = "(?:e?s|e?d|ing|y|ies)?";

  // Traditional characters → the simplified ones of the texts; filled by `learn`.
  const simple = new Map();
  const groups = new Map(); // a name, folded → the names that mean the same in Chinese
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const squeeze = (text) => text.replace(/\s+/gu, "");

  function fold(text) {
    const whole = text.replace(/(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)/g, (figure) => figure.replaceAll(",", ""));
    const plain = whole.normalize("NFKC").toLowerCase();
    return simple.size ? plain.replace(/[\u3400-\u9fff\uf900-\ufaff]/g, (sign) => simple.get(sign) ?? sign) : plain;
  }

  // “robots” → “robot”, “batteries” → “batter”, “compute” → “comput”.
  function stem(word) {
    if (word.length > 4 && word.endsWith("ies")) return word.slice(0, -3);
    if (word.length > 3 && /[^sui]s$/.test(word)) return stem(word.slice(0, -1));
    if (word.length > 4 && word.endsWith("e")) return word.slice(0, -1);
    return word;
  }

  // A text wherever it stands, whatever blanks the print has in it; figures whole: 50% is
  // not in 250% or 0.50%, 1024 is in 1,024.
  function anywhere(text, flags = "giu") {
    const signs = [...text];
    const digit = (sign) => /\d/.test(sign ?? "");
    const letter = new RegExp(LATIN, "u");
    let made = signs.map((sign, at) => {
      if (!at) return escape(sign);
      return (digit(sign) && digit(signs[at - 1]) ? ",?" : "\\s*") + escape(sign);
    }).join("");
    if (digit(signs[0])) made = `(?<!\\d)(?<!\\d\\.)(?<!\\d,(?=\\d{3}(?!\\d)))${made}`;
    else if (letter.test(signs[0])) made = `(?<!${LATIN})${made}`;
    const last = signs.at(-1);
    if (digit(last)) made += "(?!\\d)(?!\\.\\d)(?!,\\d{3}(?!\\d))";
    else if (letter.test(last)) made += `s?(?!${LATIN})`;
    return new RegExp(made, flags);
  }

  // A single word with its endings; `open` takes any ending (“humano” for “humanoid”).
  function word(text, open = false) {
    const root = stem(text);
    const tail = open ? `${LATIN}*` : text.length > 3 ? `(?:${ENDING}|e)(?!${LATIN})` : `s?(?!${LATIN})`;
    return new RegExp(`(?<!${LATIN})${escape(open ? text : root)}${tail}`, "giu");
  }

  const isWord = (text) => new RegExp(`^${LATIN}+$`, "u").test(text);
  const tokens = (text) => (text.match(TOKEN) ?? []).map((one) => (isWord(one) ? stem(one) : one));
  const pattern = (text, open) => (isWord(text) ? word(text, open) : anywhere(squeeze(text)));
  const split = (query) => fold(query).replace(QUOTES, " ").split(/\s+/u).filter(Boolean);
  const key = (texts) => texts.map((text) => tokens(text).join(" ")).join(" ");

  // words.json: traditional characters, and the names of each term in both languages.
  function learn({ hant, hans, terms }) {
    const to = [...hans];
    [...hant].forEach((sign, at) => simple.set(sign, to[at]));
    for (const [zh, en] of terms) {
      for (const name of [...zh, ...en]) {
        const at = key(split(name));
        groups.set(at, [...new Set([...(groups.get(at) ?? []), ...zh.map((one) => squeeze(fold(one)))])]);
      }
    }
  }

  // The query as concepts. Each has options: first what was typed, then its names in
  // Chinese, which is the text that every record was made from.
  function concepts(query) {
    const texts = split(query).filter((text) => tokens(text).length);
    const found = [];
    for (let at = 0; at < texts.length; ) {
      let end = texts.length;
      while (end > at + 1 && !groups.has(key(texts.slice(at, end)))) end -= 1;
      const own = texts.slice(at, end);
      const others = (groups.get(key(own)) ?? []).filter((name) => name !== squeeze(own.join("")));
      if (own.length > 1 && !others.length) end = at + 1;
      const typed = texts.slice(at, end);
      found.push({ text: typed.join(" "), options: [typed, ...others.map((name) => [name])].map(option) });
      at = end;
    }
    return found;
  }

  const option = (texts, at) => ({ texts, typed: at === 0, tokens: texts.flatMap(tokens), found: texts.map((text) => pattern(text)) });

  // A folder on disk is not allowed to fetch anything: there, scripts have brought the data.
  const stored = globalThis.jiebangStored;
  async function load(name, root) {
    if (stored) return stored[name];
    const answer = await fetch(new URL(name, root));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }

  // The address of a page; on disk a folder has no page of its own.
  const address = (path, root) => new URL(stored ? path.replace(/\/(?=[?#]|$)/, "/index.html") : path, root).href;

  // What stands in a text's places in the edition of traditional characters, one entry a
  // UTF-16 unit, by hant.json (jiebang.site.hant_table): the longest phrase first.
  let hant = null;
  function traditional(text) {
    const made = [...text].flatMap((sign) => [sign, ...Array(sign.length - 1).fill("")]);
    if (!hant) return made;
    if (hant.texts[text]) return [hant.texts[text], ...Array(Math.max(0, text.length - 1)).fill("")];
    for (let at = 0; at < text.length; ) {
      let end = Math.min(text.length, at + hant.longest);
      while (end > at + 1 && !hant.phrases.has(text.slice(at, end))) end -= 1;
      const phrase = end > at + 1 ? hant.phrases.get(text.slice(at, end)) : null;
      if (phrase) [...phrase].forEach((sign, n) => { made[at + n] = sign; });
      else made[at] = hant.signs.get(made[at]) ?? made[at];
      at = phrase ? end : at + 1;
    }
    return made;
  }
  const shown = (text) => traditional(text ?? "").join("");

  async function learnTraditional(root) {
    const { hans, hant: to, phrases, texts } = await load("tables/hant.json", root);
    const into = [...to];
    hant = {
      signs: new Map([...hans].map((sign, at) => [sign, into[at]])),
      phrases: new Map(Object.entries(phrases)),
      longest: Math.max(1, ...Object.keys(phrases).map((phrase) => phrase.length)),
      texts,
    };
  }

  return {
    HAN, fold, squeeze, escape, anywhere, pattern, tokens, isWord, split, learn, concepts,
    stored, load, address, traditional, shown, learnTraditional,
  };
})();
