// How a query is read: first its id, dates and amounts, then names of the glossary, then words.
// A concept is what must be found: { text, parts: part → weight, marks, names, near, note }.
// `near` says that it was found only as something like it (a slip, half a word), so that what
// is found with it is labelled as partial; `note` says how it was read.
globalThis.jiebangQuery = (index, known, units) => {
  "use strict";
  const { HAN, plain, fold, squeeze, sequence, pattern, words, isWord, key, here, numerals, groups, weak, pinyin } = globalThis.jiebangWords;
  const stop = { en: new Set(known.stop.en), zh: new Set(known.stop.zh) };
  const SPLIT = /[\s，。；！？、;!?]+|,(?!\d)/u;
  const SYNONYM = 0.8;
  const APART = 0.3;
  const FEW = 5; // groups
  const SYLLABLE = /^(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ve|ui|un|uo|[aeiouv])/;

  const concept = (text, more = {}) => ({ text, parts: new Map(), marks: [], names: [], near: false, note: null, ...more });
  const found = (one) => one.parts.size > 0;
  // In a task or document; the glossary also has what no document says.
  const stated = (one) => [...one.parts.keys()].some((part) => !index.isTerm(part));

  let abroad = false; // whether the query is in traditional characters

  // What has a text, as typed or by one of its names in Chinese.
  async function exact(text, shown = text) {
    const made = concept(shown);
    const add = ({ parts, forms, single }, wording, weight) => {
      for (const [part, many] of parts) made.parts.set(part, Math.max(made.parts.get(part) ?? 0, weight * (1 + Math.log(many) / 4)));
      if (parts.size) made.marks.push(single && forms.length ? words(forms) : pattern(wording));
    };
    add(await index.phrase(text), text, 1);
    made.typed = stated(made);
    const names = [...(groups.get(key(text)) ?? []), ...(made.typed ? [] : weak.get(key(text)) ?? []), ...(abroad ? [here(text)] : [])];
    for (const name of names.filter((one) => one !== squeeze(text))) {
      const looked = await index.phrase(name);
      if (looked.parts.size) made.names.push(name);
      add(looked, name, SYNONYM);
    }
    return made;
  }

  // A run without blanks: whole; else in the words of these documents; else in pieces.
  async function read(run) {
    const elsewhere = globalThis.jiebangWords.abroad(run);
    const whole = elsewhere ? concept(run) : await exact(run);
    if (stated(whole)) return [HAN.test(run) ? await inOneText(whole, run) : whole];
    if (!HAN.test(run)) {
      const all = sequence(run).map((one) => one.text);
      return all.length > 1 && !found(whole) ? Promise.all(all.map((one) => exact(one))) : [whole];
    }
    const own = here(run);
    if (own !== run) {
      const made = await read(own);
      return made.map((one) => ({ ...one, note: one.note ?? ["read", run, own] }));
    }
    const runs = run.match(new RegExp(`${HAN.source}+|(?:(?!${HAN.source}).)+`, "gu"));
    const made = runs.length > 1 ? (await Promise.all(runs.filter((one) => sequence(one).length).map(read))).flat() : await pieces(run);
    return found(whole) && !made.every(stated) ? [whole] : made;
  }

  const segment = (text) => ("Segmenter" in Intl
    ? [...new Intl.Segmenter("zh", { granularity: "word" }).segment(text)].map((one) => one.segment) : [text]);

  // A phrase that few have: after those, the texts that have all its words.
  async function inOneText(whole, run) {
    const groups_ = new Set([...whole.parts.keys()].map((part) => index.place(part)[0]));
    const chunk = segment(run).filter((word) => !stop.zh.has(word));
    if (chunk.length < 3 || groups_.size >= FEW || chunk.some((word) => [...word].length < 2)) return whole;
    const [first, ...others] = await Promise.all(chunk.map((word) => exact(word)));
    const parts = [...first.parts.keys()].filter((part) => !whole.parts.has(part) && others.every((one) => one.parts.has(part)));
    if (parts.length) {
      for (const part of parts) whole.parts.set(part, APART);
      whole.marks.push(...[first, ...others].flatMap((one) => one.marks));
    }
    return whole;
  }

  async function pieces(run) {
    let chunks = [[]];
    for (const word of segment(run)) {
      if (stop.zh.has(word)) chunks.push([]);
      else chunks.at(-1).push(word);
    }
    chunks = chunks.filter((chunk) => chunk.length);
    if (!chunks.length) return [concept(run)];
    return (await Promise.all(chunks.map((chunk) => cut(chunk, chunks.length === 1)))).flat();
  }

  // The longest pieces that are found, from the left. One character alone is weak evidence.
  async function cut(chunk, alone) {
    const text = chunk.join("");
    const made = [];
    for (let at = 0; at < chunk.length; ) {
      let end = chunk.length;
      let piece = null;
      for (; end > at; end -= 1) {
        piece = await exact(chunk.slice(at, end).join(""));
        if (stated(piece)) break;
      }
      if (end === at) {
        end += 1;
        piece = await shorter(piece);
      }
      if ([...piece.text].length === 1) piece.near = true;
      made.push(piece);
      at = end;
    }
    const whole = made.every((one) => found(one) && !one.near);
    if (!whole && [...text].length > 3) {
      const { parts } = await index.phrase(text, true);
      if (parts.size) {
        const marks = made.filter((one) => found(one) && !one.near).flatMap((one) => one.marks);
        return [concept(text, { parts, marks, near: true, note: ["near", text, ""] })];
      }
    }
    return whole && made.length > 1 && alone ? made.map((one) => ({ ...one, note: ["apart", text, ""] })) : made;
  }

  // A word that only its beginning is found of: 抑郁症 in a text that says 抑郁.
  async function shorter(piece) {
    const chars = [...piece.text];
    for (let size = chars.length - 1; size > 1; size -= 1) {
      const part = await exact(chars.slice(0, size).join(""), piece.text);
      if (stated(part)) return { ...part, near: true, note: ["read", piece.text, chars.slice(0, size).join("")] };
    }
    return piece;
  }

  // All ways to cut letters into syllables of pinyin, some of them.
  function syllables(text, most = 8) {
    if (!text) return [[]];
    const longest = text.match(SYLLABLE)?.[0] ?? "";
    const ways = [];
    for (let end = longest.length; end > 0 && ways.length < most; end -= 1) {
      if (text.slice(0, end).match(SYLLABLE)?.[0].length !== end) continue;
      ways.push(...syllables(text.slice(end), most).map((rest) => [text.slice(0, end), ...rest]));
    }
    return ways.slice(0, most);
  }

  async function sounded(text) {
    const name = pinyin.get(text);
    if (name) return { ...(await exact(name, text)), note: ["read", text, name] };
    for (const way of syllables(text).filter((one) => one.length > 1)) {
      const parts = await index.sounds(way);
      if (parts.size) return concept(text, { parts, note: ["pinyin", text, ""] });
    }
    return null;
  }

  // Words that no text has: as pinyin, alone or with those beside them; half typed; misspelled.
  async function guess(concepts) {
    const letters = (one) => fold(one.text).normalize("NFD").replace(/\p{M}/gu, "").replace(/[\s'’-]/g, "");
    const made = [];
    for (let at = 0; at < concepts.length; ) {
      let next = null;
      let end = concepts.length;
      for (; end > at && !next; end -= 1) {
        const run = concepts.slice(at, end);
        const text = run.map(letters).join("");
        if (run.every(found) || !/^[a-z]{4,}$/.test(text)) continue;
        next = await sounded(text);
        if (next) break;
      }
      if (next && found(next)) {
        made.push(next);
        at = end;
        continue;
      }
      made.push(await (stated(concepts[at]) ? concepts[at] : found(concepts[at]) ? throughTerms(concepts[at]) : mend(concepts[at])));
      at += 1;
    }
    return made;
  }

  // A word of the glossary that no document has: what has the terms that it names, a few.
  async function throughTerms(one) {
    const places = [...one.parts.keys()].map((part) => index.place(part)).filter(([, at]) => at === 0);
    if (!places.length || places.length > 3) return one;
    const names = await Promise.all(places.map(async ([group]) => (await index.texts(group)).zh));
    const all = await Promise.all(names.map((name) => exact(squeeze(fold(name)))));
    if (!all.some(stated)) return one;
    const parts = new Map([...one.parts, ...all.flatMap((other) => [...other.parts])]);
    return { ...one, parts, marks: [...one.marks, ...all.flatMap((other) => other.marks)], near: true, note: ["read", one.text, names.join("、")] };
  }

  async function mend(one) {
    const text = fold(one.text);
    if (!isWord(text) || text.length < 4) return one;
    let forms = await index.begins(text);
    const note = forms.length ? "begins" : "spelled";
    if (!forms.length) forms = await index.spellings(text);
    if (!forms.length) forms = await index.begins(text.slice(0, Math.max(4, text.length - 3))); // sweeper, sweeping
    const all = await Promise.all(forms.slice(0, 8).map((form) => exact(form)));
    const parts = new Map(all.flatMap((other) => [...other.parts]));
    if (!parts.size) return one;
    return concept(one.text, { parts, marks: all.flatMap((other) => other.marks), near: true, note: [note, one.text, forms.slice(0, 3).join(", ")] });
  }

  // --- ids, dates, amounts -----------------------------------------------------

  // Task, indicator, measure, document, segment: by id or address. Null where it is none.
  async function identify(text) {
    const { documents } = index.open();
    const low = text.toLowerCase();
    const [, document_, number = "", anchor = ""] = low.match(/(?:^|\/)(?:tasks|documents|source)\/([\w-]+)(?:\/([\w-]+))?\/?(?:index\.html)?(?:#([\w.-]+))?$/)
      ?? low.match(/^([a-z0-9]+(?:-[a-z0-9]+)+)(?:[.\s]([a-z0-9-]+)(?:[.\s]([\w.-]+))?)?$/) ?? [];
    const at = documents.findIndex(([id]) => id === document_);
    if (at < 0) return null;
    const made = concept(text, { id: true });
    const opened = index.open();
    const group = opened.number.findIndex((one, n) => opened.document[n] === at && (number ? one === number : opened.kinds[n] === "o"));
    const whole = opened.number.findIndex((_, n) => opened.document[n] === at && opened.kinds[n] === "o");
    if (group < 0) return { ...made, parts: new Map([[index.first(whole), 1]]), near: true };
    const { parts } = await index.texts(group);
    const line = anchor.match(/^i?(\d[\d-]*)(?:\.m\d+)?$/)?.[1];
    const part = line ? parts.findIndex(([place]) => place === `i${line}`) : 0;
    return { ...made, parts: new Map([[index.first(group) + Math.max(0, part), 1]]), near: part < 0 };
  }

  const month = `(${known.months.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|")})\\.?`;
  const DATES = [
    [/(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/gi, ([, year, m, day]) => [year, m, day]],
    [new RegExp(`\\b${month}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})`, "gi"), ([, name, day, year]) => [year, name, day]],
    [new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+${month},?\\s+(\\d{4})`, "gi"), ([, day, name, year]) => [year, name, day]],
  ];

  async function dates(text) {
    const made = [];
    let rest = text;
    for (const [form, parse] of DATES) {
      for (const match of text.matchAll(form)) {
        const [year, name, day] = parse(match);
        const at = known.months.findIndex((one) => one.startsWith(name.toLowerCase().slice(0, 3)));
        const one = await exact(`${year}年${at < 0 ? Number(name) : at + 1}月${Number(day)}日`, match[0]);
        made.push(one);
        rest = rest.replace(match[0], " ");
      }
    }
    return [made, rest];
  }

  const baseOf = ([base, kind]) => (base === "1" || !base ? kind || "count" : base); // as search.amount_base
  const same = (values, asked) => (row) => values.near(row.low, asked.low) || values.near(row.high, asked.low);

  const NUMBER = new RegExp(`\\d|[一二两三四五六七八九十]|(?<![a-z])(?:${known.numbers.join("|")})(?![a-z])`, "iu");

  async function amounts(typed) {
    if (!NUMBER.test(typed)) return [[], typed];
    const values = globalThis.jiebangValues(await units());
    const text = values.spelled(typed);
    const made = [];
    let rest = "";
    let at = 0;
    for (const amount of values.find(text)) {
      if (amount.start < at) continue;
      const counted = !amount.unit || baseOf(amount.unit) === "count";
      const bound = amount.sign && amount.sign !== "=";
      let end = amount.end;
      if (counted && (!bound || amount.sign === "range")) {
        if (!amount.scaled) continue;
        rest += `${text.slice(at, amount.start)}${amount.low}`;
        at = end - amount.printed.length;
        continue;
      }
      const factor = counted ? 1 : amount.unit[2];
      const asked = { low: amount.low * factor, high: amount.high * factor };
      const test = bound ? (row) => values.within[amount.sign](row, asked) : same(values, asked);
      const one = concept(text.slice(amount.start, end).trim(), { amount: { ...amount, base: counted ? "count" : baseOf(amount.unit), test, bound } });
      one.parts = await index.amounts(one.amount.base, test);
      if (counted) end += await counting(one, text.slice(end), amount.printed);
      else if (!bound && !amount.money) await literally(one, text.slice(amount.start, end));
      one.marks.push(pattern(String(amount.low)));
      made.push(found(one) ? one : await unmet(one));
      rest += `${text.slice(at, amount.start)} `;
      at = end;
    }
    return [made, rest + text.slice(at)];
  }

  // No amount is as asked: those in the same unit; of a sum, the bare number.
  async function unmet(one) {
    const near = { near: true, note: ["unmet", one.text, ""] };
    if (one.amount.money && !one.amount.bound) return { ...(await exact(String(one.amount.low), one.text)), ...near };
    if (one.amount.base === "count") return one;
    const test = () => true;
    return { ...one, ...near, parts: await index.amounts(one.amount.base, test), amount: { ...one.amount, test, bound: false } };
  }

  // “at least 1000 nodes”: what is counted stands in the same part. How much of the text that was.
  async function counting(one, text, printed) {
    const noun = printed || text.match(/^\s*([^\s,，。;；]+)/u)?.[1] || "";
    if (!noun) return 0;
    const counted = await exact(fold(noun));
    one.parts = new Map([...one.parts].filter(([part]) => counted.parts.has(part)));
    one.marks.push(...counted.marks);
    one.text += printed ? "" : ` ${noun}`;
    return printed ? 0 : text.indexOf(noun) + noun.length;
  }

  async function literally(one, text) {
    const { parts } = await index.phrase(fold(text));
    for (const [part, many] of parts) one.parts.set(part, Math.max(many, one.parts.get(part) ?? 0));
    if (parts.size) one.marks.push(pattern(fold(text)));
  }

  // --- all of it ---------------------------------------------------------------

  // The concepts of a query, in its order of reading.
  async function concepts(query) {
    const text = numerals(plain(query).trim());
    abroad = [...query].some((char) => HAN.test(char) && plain(char) !== char);
    const id = await identify(text);
    if (id) return [id];
    const [dated, undated] = await dates(text);
    const [measured, rest] = await amounts(undated);
    const quoted = [];
    const free = rest.replace(/["“「『]([^"”」』]+)["”」』]/gu, (_, inner) => { quoted.push(fold(inner)); return " "; });
    const texts = fold(free).split(SPLIT).filter((one) => sequence(one).length);
    const named = [];
    for (let at = 0; at < texts.length; ) {
      let end = texts.length;
      const name = () => key(texts.slice(at, end).join(" "));
      while (end > at + 1 && !groups.has(name())) end -= 1;
      named.push(texts.slice(at, end));
      at = end;
    }
    const some = named.filter((name) => name.length > 1 || !stop.en.has(name[0]));
    const asked = some.length || measured.length || dated.length || quoted.length ? some : named;
    const read_ = await Promise.all(asked.map(async (name) => {
      const whole = name.length > 1 ? await exact(name.join(" ")) : null;
      return whole && found(whole) ? [whole] : (await Promise.all(name.map(read))).flat();
    }));
    return [...dated, ...measured, ...await Promise.all(quoted.map((one) => exact(one))), ...await guess(read_.flat())];
  }

  return { concepts };
};
