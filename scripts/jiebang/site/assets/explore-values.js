// Amounts as readers write them: “≥ 100 PFLOPS”, “compute rate ≥ 100 PFLOPS”, “10–20 ms”,
// “不少于100万例”, “RMB 6 million”, “60 milliseconds”. The words and units are those of
// jiebang.site.search_words (units.json), for the search and the explore page alike.
globalThis.jiebangValues = (known) => {
  "use strict";
  const { units, compounds, english, prefixes } = known;
  const { HAN, escape, numerals, counted } = globalThis.jiebangWords;
  const POWERS = { "²": 2, "³": 3, 2: 2, 3: 3 };
  const folded = new Map();
  for (const name of Object.keys(units)) {
    const low = name.toLowerCase();
    folded.set(low, folded.has(low) ? null : name); // Mb and mb: only what is one name
  }
  const own = (table, name) => (Object.hasOwn(table, name) ? table[name] : undefined);
  const longest = (names) => [...names].sort((a, b) => b.length - a.length).map((name) => {
    const made = escape(name).replaceAll(" ", "\\s+");
    return /^[a-z]/i.test(name) ? `(?<![a-z])${made}(?![a-z])` : made;
  }).join("|");
  const signs = Object.entries(known.values).flatMap(([sign, names]) => names.map((name) => [name.toLowerCase(), sign]));
  const after = Object.entries(known.behind).flatMap(([sign, names]) => names.map((name) => [name, sign]));
  const money = new Map(Object.entries(known.money).flatMap(([unit, names]) => names.map((name) => [name.toLowerCase(), unit])));
  const AMOUNT = new RegExp(
    `(?:(?<sign>${longest(signs.map(([name]) => name))})\\s*)?(?:(?<money>${longest(money.keys())})\\s*|(?<![\\d.])(?<![a-z]|[a-z]-))`
    + "(?<low>-?\\d[\\d,]*(?:\\.\\d+)?)(?:\\s*(?:\\.\\.|–|—|~|至|到|to|-)\\s*(?<high>\\d[\\d,]*(?:\\.\\d+)?))?"
    + `(?:\\s*(?<scale>${longest(Object.keys(known.scales))}))?(?<short>[mkb](?![a-z]))?`, "giu");
  const BEHIND = new RegExp(`^\\s*(?<behind>${longest(after.map(([name]) => name)).replace("(?![a-z])|\\+", "|\\+")})`, "iu");

  // A name in English as it is printed: “kilometers” → “km”.
  function printed(name) {
    const low = name.toLowerCase();
    for (const one of [low, low.replace(/ies$/, "y"), low.replace(/es$/, ""), low.replace(/s$/, ""), low.replace(/s(?= )/, "")]) {
      if (own(english, one)) return english[one];
      for (const [prefix, sign] of Object.entries(prefixes)) {
        const rest = one.startsWith(prefix) && own(english, one.slice(prefix.length).replace(/^-/, ""));
        if (rest && units[sign + rest]) return sign + rest;
      }
    }
    return null;
  }

  function atom(name) {
    if (own(units, name)) return units[name];
    const word = printed(name);
    if (word && word !== name) return atom(word);
    const other = name.length > 1 && folded.get(name.toLowerCase());
    if (other) return units[other];
    const power = name.match(/^(.+?)\^?([23²³])$/);
    const base = power && (own(units, power[1]) ?? own(units, folded.get(power[1].toLowerCase())));
    if (!base) return null;
    const exponent = POWERS[power[2]];
    return [base[0] + exponent, "", base[2] ** exponent];
  }

  // [base, kind, factor] of a printed unit; null where it is not known.
  function unit(text) {
    const name = text.trim().replace(/\s*(?:\/|\s(?:per|a|an)\s)\s*/giu, "/").replace(/\s(\p{L}+)[-⁻−][1¹]$/u, "/$1");
    const whole = atom(name);
    if (whole) return named(whole);
    const [above, ...below] = name.replace(/[()（）]/g, "").split(/\s*[/每]\s*/);
    const up = above.split(/[·*.]/).map(atom);
    const down = below.flatMap((part) => part.split(/[·*]/)).map(atom);
    if (up.includes(null) || down.includes(null) || (!below.length && up.length < 2)) return null;
    const factor = up.reduce((n, one) => n * one[2], 1) / down.reduce((n, one) => n * one[2], 1);
    const top = up.map((one) => one[0]).filter((one) => one !== "1").join(".") || "1";
    return named([[top, ...down.map((one) => one[0])].join("/"), "", factor]);
  }

  function named([base, kind, factor]) {
    const [known_, own_] = own(compounds, base) ?? [kind, base];
    return [own_, kind || known_, factor];
  }

  // The unit that a text begins with, the longest: { unit, length, printed }.
  function leading(text) {
    const blank = text.match(/^[\s-]*/)[0].length;
    const rest = text.slice(blank).match(/^[^,，。;；:：!?？@]*/)[0];
    if (HAN.test(rest[0] ?? "")) {
      for (let size = Math.min(8, rest.length); size > 0; size -= 1) {
        const found = unit(rest.slice(0, size));
        if (found) return { unit: found, length: blank + size, printed: rest.slice(0, size) };
      }
      return null;
    }
    const words = rest.replace(/\s*\/\s*/g, (slash) => "/".padStart(slash.length, "\u0000")).split(" ");
    for (let many = Math.min(6, words.length); many > 0; many -= 1) {
      const raw = words.slice(0, many).join(" ");
      const name = raw.replaceAll("\u0000", "").replace(new RegExp(`${HAN.source}.*$`, "u"), "");
      const found = name && unit(name);
      if (found) return { unit: found, length: blank + (name === raw.replaceAll("\u0000", "") ? raw.length : name.length), printed: name };
    }
    return null;
  }

  // Numbers in words before a unit of measure as figures: “fifty milliseconds”, 两小时.
  const SPELLED = new RegExp(`(?<run>[一二两三四五六七八九十][零一二两三四五六七八九十百千]*|(?<![a-z])(?:${longest(Object.keys(known.numbers))})`
    + `(?:(?:\\s+and\\s+|[\\s-]+)(?:${longest(Object.keys(known.numbers))}))*)(?<scale>\\s*(?:${longest(Object.keys(known.scales))}))?`, "giu");
  const NUMBERS = new RegExp(longest(Object.keys(known.numbers)), "giu");
  const WORDED = ["count", "money", "grade", "score"]; // 三种, 三元电池, 二级 stay words
  function spelled(text) {
    return text.replace(SPELLED, (whole, run, scale = "", at) => {
      const [base, kind] = leading(text.slice(at + whole.length))?.unit ?? [];
      const measured = base === "1" ? kind === "ratio" : base && (!WORDED.includes(kind) || (scale && kind === "money"));
      if (!measured) return whole;
      return `${HAN.test(run) ? counted(run) : inEnglish(run)}${scale}`;
    });
  }
  function inEnglish(run) {
    let [sum, part] = [0, 0];
    for (const [word] of run.toLowerCase().matchAll(NUMBERS)) {
      const value = known.numbers[word.replace(/\s+/, " ")];
      if (value === 1000) [sum, part] = [sum + (part || 1) * value, 0];
      else part = value === 100 ? (part || 1) * value : part + value;
    }
    return sum + part;
  }

  const number = (text) => Number(text.replace(/,/g, ""));

  // Every amount of a text: { start, end, sign, low, high, unit, printed, money, scaled, said }.
  // `sign` is “” where none was said.
  function* find(text) {
    for (const match of text.matchAll(AMOUNT)) {
      const { sign = "", money: currency = "", low, high, scale, short } = match.groups;
      let end = match.index + match[0].length;
      let power = scale ? known.scales[scale.toLowerCase()] : 0;
      if (short && currency) power = known.short[short.toLowerCase()];
      else if (short) end -= short.length;
      let found = null;
      if (currency) {
        found = { unit: unit(money.get(currency.toLowerCase())), length: 0, printed: "" };
        const again = text.slice(end).match(/^\s*(?:元|yuan\b|rmb\b|cny\b)/iu);
        if (again) end += again[0].length;
      } else found = leading(text.slice(end));
      const per = text.slice(0, match.index).match(/每(\p{L}{1,2})$/u); // 每秒30帧
      const down = per && found && unit(`${found.printed}/${per[1]}`);
      if (down) found.unit = down;
      if (found) end += found.length;
      const behind = text.slice(end).match(BEHIND);
      if (behind) end += behind[0].length;
      const said = sign ? signs.find(([name]) => name === sign.toLowerCase().replace(/\s+/g, " "))[1]
        : behind ? after.find(([name]) => name === behind.groups.behind.toLowerCase())?.[1] ?? ">=" : "";
      yield {
        start: match.index - (down ? per[0].length : 0), end, sign: high ? "range" : said, low: number(low) * 10 ** power,
        high: high ? number(high) * 10 ** power : number(low) * 10 ** power, unit: found?.unit ?? null,
        printed: found?.printed ?? "", money: Boolean(currency) || found?.unit?.[1] === "money", scaled: Boolean(power),
      };
    }
  }

  // What is asked in a field: { words, sign, low, high, unit, printed }; null for what is no
  // amount. `printed` without a unit is one that nobody knows.
  function condition(text) {
    const plain = spelled(numerals(text.normalize("NFKC").trim()));
    const [first] = find(plain);
    if (!first) return null;
    const rest = plain.slice(first.end).trim();
    return { ...first, sign: first.sign || "=", words: plain.slice(0, first.start).trim(), printed: first.unit ? first.printed : rest };
  }

  const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  const within = {
    ">=": (v, c) => v.high > c.low || near(v.high, c.low),
    "<=": (v, c) => v.low < c.low || near(v.low, c.low),
    ">": (v, c) => (v.high > c.low && !near(v.high, c.low)) || (v.strict > 0 && near(v.low, c.low)),
    "<": (v, c) => (v.low < c.low && !near(v.low, c.low)) || (v.strict < 0 && near(v.low, c.low)),
    "=": (v, c) => near(v.low, c.low) || near(v.high, c.low) || (v.low < c.low && c.low < v.high),
    range: (v, c) => (v.high > c.low || near(v.high, c.low)) && (v.low < c.high || near(v.low, c.high)),
  };

  // Whether a row meets a condition: with a unit in its base unit, without one as printed.
  function meets(row, asked) {
    const value = Number(row.value);
    const top = row.value_max === null ? value : Number(row.value_max);
    const strict = { ">": 1, "<": -1 }[row.comparator] ?? 0;
    if (!asked.unit) {
      if (asked.printed && row.unit !== asked.printed) return false;
      return within[asked.sign]({ low: value, high: top, strict }, asked);
    }
    const [base, kind, factor] = asked.unit;
    if (row.value_si === null || row.unit_si !== base || (kind && row.kind && kind !== row.kind)) return false;
    const low = Number(row.value_si);
    const high = value ? top * (low / value) : low;
    return within[asked.sign]({ low, high, strict }, { low: asked.low * factor, high: asked.high * factor });
  }

  return { unit, find, spelled, condition, meets, within, near };
};
