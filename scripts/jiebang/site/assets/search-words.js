// How words are read, shared by the search and the explore page: characters folded, figures
// whole, words by their stem, names of the glossary and of other regions (words.json, made by
// jiebang.site.search_words). Also where data come from: over HTTP, or in the offline copy from
// scripts beside the pages (jiebang.site.offline); and traditional characters.
globalThis.jiebangWords = (() => {
  "use strict";
  const HAN = /[\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;
  const LATIN = "[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}]";
  const QUOTES = /["“”「」『』]/g;
  const ENDING = "(?:e?s|e?d|ing|y|ies)?";
  const ZH_SCALES = { 万亿: 12, 千亿: 11, 百亿: 10, 十亿: 9, 亿: 8, 千万: 7, 百万: 6, 十万: 5, 万: 4 };
  const EN_SCALES = { thousand: 3, million: 6, billion: 9, trillion: 12 };
  const SCALE = [...Object.keys(ZH_SCALES), ...Object.keys(EN_SCALES).map((word) => `${word}\\b`)].join("|");
  const TOKEN = new RegExp(
    `(?<number>\\d+(?:\\.\\d+)?)(?:\\s?(?<scale>${SCALE}))?|(?<han>${HAN.source})|(?<word>(?:(?!${HAN.source})\\p{L})+|[%‰°℃])`, "gu");

  // Traditional characters → the simplified ones of the texts; filled by `learn`.
  const simple = new Map();
  const groups = new Map(); // a name by its stems → the names in Chinese that mean the same
  const weak = new Map(); // the same for single words that a translator may use, but few look for
  const terms = new Map(); // a name by its stems → the places in the glossary of what is called so
  const pinyin = new Map(); // naojijiekou → 脑机接口
  let british = {};
  let regions = [];
  let said = new Set(); // words of other regions that the texts have, too
  const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const squeeze = (text) => text.replace(/\s+/gu, "");
  const porter = globalThis.lunr?.stemmer;

  // As it was typed, in the characters of the texts and without the commas of figures.
  function plain(text) {
    const whole = text.replace(/(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)/g, (figure) => figure.replaceAll(",", ""));
    const folded = whole.normalize("NFKC");
    return simple.size ? folded.replace(/[\u3400-\u9fff\uf900-\ufaff]/g, (char) => simple.get(char) ?? char) : folded;
  }
  const fold = (text) => plain(text).toLowerCase();

  // Chinese numerals before 万 and 亿 as figures: 二千万 → 2000万; 千亿 stays, as it is printed.
  const DIGITS = "零一二三四五六七八九";
  const POWERS = { 十: 10, 百: 100, 千: 1000 };
  const numerals = (text) => text.replace(/[一二两三四五六七八九][零一二两三四五六七八九十百千]*(?=[万亿])/gu, (run) => String(counted(run)));
  function counted(run) {
    let [sum, digit] = [0, 0];
    for (const char of run.replaceAll("两", "二")) {
      if (POWERS[char]) [sum, digit] = [sum + (digit || 1) * POWERS[char], 0];
      else digit = DIGITS.indexOf(char);
    }
    return sum + digit;
  }

  // “robots” → “robot”, “translating” and “translation” → “translat” (Porter's, from lunr).
  const stems = new Map();
  function stem(word) {
    const known = british[word] ?? word;
    if (!stems.has(known)) stems.set(known, porter && known.length > 2 ? porter({ update: (turn) => turn(known) }) : known);
    return stems.get(known);
  }

  // A figure as a token, as jiebang.site.search_index writes it.
  function canonical(digits, power = 0) {
    const [mantissa, exponent] = (Number(digits) * 10 ** power).toExponential(11).split("e");
    return `#${mantissa.replace(/\.?0+$/, "")}e${exponent}`;
  }

  // The tokens of a folded text: { kind, text, token, joined: the next Chinese character }.
  function sequence(text) {
    const found = [...text.matchAll(TOKEN)];
    return found.map((match, at) => {
      const { number, scale, han } = match.groups;
      if (number) return { kind: "number", text: match[0], token: canonical(number, ZH_SCALES[scale] ?? EN_SCALES[scale] ?? 0) };
      if (!han) return { kind: "word", text: match[0] };
      const next = found[at + 1];
      return { kind: "han", text: han, joined: next?.groups.han && next.index === match.index + han.length ? next[0] : "" };
    });
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
    const root = text.replace(/(?<=\w{2})ies$|(?<=\w{3})(?<![siu])s$|(?<=\w{4})e$/, "");
    const tail = open ? `${LATIN}*` : text.length > 3 ? `(?:${ENDING}|e)(?!${LATIN})` : `s?(?!${LATIN})`;
    return new RegExp(`(?<!${LATIN})${escape(open ? text : root)}${tail}`, "giu");
  }

  const isWord = (text) => new RegExp(`^${LATIN}+$`, "u").test(text);
  const pattern = (text, open) => (isWord(text) ? word(text, open) : anywhere(squeeze(text)));
  const words = (forms) => new RegExp(`(?<!${LATIN})(?:${forms.map(escape).join("|")})(?!${LATIN})`, "giu");
  const split = (query) => fold(query).replace(QUOTES, " ").split(/\s+/u).filter(Boolean);
  const key = (text) => sequence(text).map((one) => (one.kind === "word" ? stem(one.text) : one.token ?? one.text)).join(" ");

  // words.json: traditional characters, and the names of each term in both languages.
  function learn(known) {
    const to = [...known.hans];
    [...known.hant].forEach((char, at) => simple.set(char, to[at]));
    ({ british } = known);
    regions = Object.entries(known.regional).sort(([a], [b]) => b.length - a.length);
    said = new Set(known.said);
    const add = (map, name, zh) => map.set(key(name), [...new Set([...(map.get(key(name)) ?? []), ...zh])]);
    known.terms.forEach(([zh, en, sounds, single], term) => {
      const names = zh.map((one) => squeeze(fold(one)));
      for (const name of [...names, ...en, ...single]) terms.set(key(fold(name)), [...(terms.get(key(fold(name))) ?? []), term]);
      for (const name of names) add(groups, name, names);
      for (const name of en) add(groups, fold(name), names);
      for (const name of single) add(weak, fold(name), names);
      sounds.forEach((sound, at) => pinyin.set(sound, names[at]));
    });
  }

  // Words of Taiwan and Hong Kong in a text as the documents say them.
  const here = (text) => regions.reduce((made, [there, own]) => (text.includes(there) ? made.replaceAll(there, own) : made), text);

  // Whether a text has a word that no document has: then it is in none as it stands.
  const abroad = (text) => regions.some(([there]) => !said.has(there) && text.includes(there));

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
    HAN, escape, plain, fold, numerals, counted, squeeze, stem, canonical, sequence, anywhere, pattern, words, isWord, split, key, learn, here, abroad,
    groups, weak, terms, pinyin, stored, load, address, traditional, shown, learnTraditional,
  };
})();
