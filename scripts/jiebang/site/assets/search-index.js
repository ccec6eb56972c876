// The index that jiebang.site.search_index writes: which parts of which groups hold a word, a
// phrase, a figure; each file is asked for when it is needed first. See there for its form.
globalThis.jiebangIndex = (root) => {
  "use strict";
  const { HAN, stem, sequence, load } = globalThis.jiebangWords;
  const files = new Map();
  const get = (name) => {
    if (!files.has(name)) {
      files.set(name, load(`search/${name}.json`, root));
      files.get(name).catch(() => files.delete(name)); // the next try may do better
    }
    return files.get(name);
  };
  let index, ends, fileOf, terms, shards;

  // What words.json says of the index, once; then what was opened.
  function open(found) {
    if (!found || index) return index;
    let end = 0;
    ends = found.parts.map((many) => (end += many));
    const first = (found.kinds + "e").indexOf("e");
    const [some, many] = found.together;
    fileOf = (group) => (group < first
      ? [Math.floor(group / some), group % some]
      : [Math.ceil(first / some) + Math.floor((group - first) / many), (group - first) % many]);
    terms = first ? ends[first - 1] : 0;
    shards = new Map(found.shards.flatMap((chars, at) => [...chars].map((char) => [char, found.others + at])));
    index = found;
    return index;
  }

  // The group of a part, and which of its parts it is.
  function place(part) {
    let [low, high] = [0, ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] > part) high = middle;
      else low = middle + 1;
    }
    return [low, part - (low ? ends[low - 1] : 0)];
  }

  function shardOf(token) {
    const [first] = token;
    if (HAN.test(first)) return shards.get(first) ?? -1;
    const text = /^[#~]/.test(token) ? token : token.slice(0, 2);
    return [...text].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 65521, 0) % index.others;
  }
  // The tokens of the file in which one would stand; a character that no text has has none.
  const shardFor = (token) => (shardOf(token) < 0 ? {} : get(`s/${shardOf(token)}`));

  // part → places, from the steps of the file; those of several tokens together.
  function decode(lists) {
    const found = new Map();
    for (const list of lists) {
      let part = 0;
      for (let at = 0; at < list.length; ) {
        part += list[at];
        const many = list[at + 1];
        let sum = 0;
        const places = list.slice(at + 2, at + 2 + many).map((step) => (sum += step));
        found.set(part, found.has(part) ? [...found.get(part), ...places] : places);
        at += 2 + many;
      }
    }
    return found;
  }

  // One token of a query → { places, forms: the words of the texts that it was }.
  async function look({ kind, text, token, joined }) {
    if (kind === "number") return { places: decode([(await shardFor(token))[token] ?? []]), forms: [] };
    const shard = await shardFor(text);
    if (kind === "han") {
      const tokens = joined ? [text + joined] : Object.keys(shard).filter((one) => one.startsWith(text));
      return { places: decode(tokens.map((one) => shard[one] ?? [])), forms: [] };
    }
    const forms = Object.keys(shard).filter((one) => one === text || (/^\p{L}/u.test(one) && stem(one) === stem(text)));
    return { places: decode(forms.map((one) => shard[one])), forms };
  }

  // The tokens of a text side by side: part → how often. Of a Chinese word every second pair
  // of characters is enough; with `near` all are counted, and one character may be another.
  async function phrase(text, near = false) {
    const all = sequence(text).map((one, at) => ({ ...one, at }));
    let inRun = 0;
    const needed = all.filter((one, at) => {
      if (one.kind !== "han") return true;
      const first = !all[at - 1]?.joined;
      inRun = first ? 0 : inRun + 1;
      if (!one.joined) return first; // the pair before has brought it along
      return near || inRun % 2 === 0 || !all[at + 1].joined;
    });
    // Without the first token there is no phrase: nothing more needs to be loaded.
    const first = near || !needed.length ? null : await look(needed[0]);
    if (first && !first.places.size) return { parts: new Map(), forms: [], single: false };
    const looked = await Promise.all(needed.map((one, n) => (n || !first ? look(one) : first)));
    const counts = new Map(); // part → start → tokens that fit
    looked.forEach(({ places }, n) => {
      for (const [part, found] of places) {
        if (!near && n && !counts.has(part)) continue;
        if (!counts.has(part)) counts.set(part, new Map());
        const starts = counts.get(part);
        for (const one of found) {
          const start = one - needed[n].at;
          if (near || (starts.get(start) ?? 0) === n) starts.set(start, (starts.get(start) ?? 0) + 1);
        }
      }
    });
    // One wrong character spoils two pairs.
    const least = near ? Math.max(2, needed.length - 2) : needed.length;
    const parts = new Map();
    for (const [part, starts] of counts) {
      const many = [...starts.values()].filter((count) => count >= least).length;
      if (many) parts.set(part, many);
    }
    return { parts, forms: looked.flatMap((one) => one.forms), single: all.length === 1 };
  }

  // Words of the texts that begin so.
  async function begins(text) {
    const shard = await shardFor(text);
    return Object.keys(shard).filter((one) => one.startsWith(text));
  }

  // Two words as the fingers confuse them: letters changed, left out, added, or in the wrong order.
  function distance(a, b, most) {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    let [before, row] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)];
    for (let i = 1; i <= a.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= b.length; j += 1) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      [before, row] = [row, next];
    }
    return row[b.length];
  }

  // The nearest words of the texts to one that they do not have.
  async function spellings(text) {
    if (text.length < 4) return [];
    const most = text.length < 8 ? 1 : 2;
    const near = (await get("vocabulary")).split(" ").map((one) => [distance(text, one, most), one]).filter(([far]) => far <= most);
    const best = Math.min(...near.map(([far]) => far));
    return near.filter(([far]) => far === best).map(([, one]) => one).sort((a, b) => (b[0] === text[0]) - (a[0] === text[0])).slice(0, 3);
  }

  // Names of tasks and documents by their pinyin, which is given in syllables.
  async function sounds(syllables) {
    const tokens = syllables.slice(0, -1).map((one, at) => `~${one} ${syllables[at + 1]}`);
    const found = await Promise.all(tokens.map(async (one) => decode([(await shardFor(one))[one] ?? []])));
    const parts = new Map();
    for (const [part, places] of found[0] ?? []) {
      const many = places.filter((start) => found.every((other, n) => other.get(part)?.includes(start + n))).length;
      if (many) parts.set(part, many);
    }
    return parts;
  }

  // The amounts of a base unit that pass a test: part → how many.
  async function amounts(base, test) {
    const file = index.bases.indexOf(base);
    const parts = new Map();
    if (file < 0) return parts;
    const rows = await get(`a/${file}`);
    let part = 0;
    for (let at = 0; at < rows.length; at += 4) {
      part += rows[at];
      if (test({ low: rows[at + 1], high: rows[at + 2], strict: rows[at + 3] })) parts.set(part, (parts.get(part) ?? 0) + 1);
    }
    return parts;
  }

  // The texts of a group: { path, zh, en, parts: [anchor, zh, en, amounts] }.
  async function texts(group) {
    const [file, at] = fileOf(group);
    const [path, zh, en, parts] = (await get(`t/${file}`))[at];
    return { path, zh, en, parts };
  }

  return { open, place, isTerm: (part) => part >= terms, phrase, begins, spellings, sounds, amounts, texts, first: (group) => (group ? ends[group - 1] : 0) };
};
