// Values as readers write them: “≥ 100 PFLOPS”, “compute rate ≥ 100 PFLOPS”, “10–20 ms”,
// “不少于100万例”. The units are those of jiebang.quantities, sent along with the measures.
globalThis.jiebangValues = (tables) => {
  "use strict";
  const { units, compounds } = tables;
  // Words that say a bound, the longest first; those that may be part of a name only at the beginning.
  const escaped = (word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const alone = [["over", ">"], ["above", ">"], ["超", ">"], ["逾", ">"], ["under", "<"], ["below", "<"], ["exactly", "="]];
  const signs = new Map([...tables.signs, ...alone]);
  const said = tables.signs.map(([word]) => escaped(word)).join("|");
  const first = `^(?:${alone.map(([word]) => `${word}(?=\\s?\\d)`).join("|")})`;
  const SIGN = new RegExp(`^(?:${said})|${first}`, "i");
  const BEGINS = new RegExp(`${first}|${said}|\\d`, "i");
  const TIMES = new Map([["万", 1e4], ["亿", 1e8], ["百万", 1e6], ["千万", 1e7], ["thousand", 1e3], ["million", 1e6], ["billion", 1e9]]);
  const POWERS = { "²": 2, "³": 3, 2: 2, 3: 3 };
  const folded = new Map();
  for (const name of Object.keys(units)) {
    const low = name.toLowerCase();
    folded.set(low, folded.has(low) ? null : name); // Mb and mb: only what is one name
  }

  function atom(name) {
    if (units[name]) return units[name];
    const other = folded.get(name.toLowerCase());
    if (other) return units[other];
    const power = name.match(/^(.+?)\^?([23²³])$/);
    const base = power && (units[power[1]] ?? units[folded.get(power[1].toLowerCase())]);
    if (!base) return null;
    const exponent = POWERS[power[2]];
    return [base[0] + exponent, "", base[2] ** exponent];
  }

  // [base, kind, factor] of a printed unit; null where it is not known.
  function unit(printed) {
    const name = printed.trim();
    const whole = atom(name);
    if (whole) return named(whole);
    const [above, ...below] = name.replace(/[()（）]/g, "").split(/\s*[/每]\s*/);
    const up = above.split(/[·*.]/).map(atom);
    const down = below.flatMap((part) => part.split(/[·*]/)).map(atom);
    if (up.includes(null) || down.includes(null) || !below.length && up.length < 2) return null;
    const factor = up.reduce((n, one) => n * one[2], 1) / down.reduce((n, one) => n * one[2], 1);
    const top = up.map((one) => one[0]).filter((one) => one !== "1").join(".") || "1";
    return named([[top, ...down.map((one) => one[0])].join("/"), "", factor]);
  }

  function named([base, kind, factor]) {
    const [known, own] = compounds[base] ?? [kind, base];
    return [own, kind || known, factor];
  }

  const number = (text) => Number(text.replace(/,/g, ""));

  // What is asked: { words, sign, low, high, unit, printed }; null for what is no amount.
  function condition(text) {
    const plain = text.normalize("NFKC").trim();
    const at = plain.search(BEGINS);
    if (at < 0) return null;
    const words = plain.slice(0, at).trim();
    let rest = plain.slice(at);
    let sign = "=";
    const printedSign = rest.match(SIGN);
    if (printedSign) {
      sign = signs.get(printedSign[0].toLowerCase());
      rest = rest.slice(printedSign[0].length);
    }
    const found = rest.trim().match(/^(-?\d[\d,]*(?:\.\d+)?)(?:\s*(?:\.\.|–|—|~|至|to|-)\s*(\d[\d,]*(?:\.\d+)?))?\s*(.*)$/i);
    if (!found) return null;
    let times = 1;
    let printed = found[3].trim();
    if (printed && !unit(printed)) {
      const scale = [...TIMES.keys()].sort((a, b) => b.length - a.length).find((one) => printed.toLowerCase().startsWith(one));
      if (scale) [times, printed] = [TIMES.get(scale), printed.slice(scale.length).trim()];
    }
    const low = number(found[1]) * times;
    const high = found[2] ? number(found[2]) * times : low;
    return { words, sign: found[2] ? "range" : sign, low, high, printed, unit: printed ? unit(printed) : null };
  }

  const near = (a, b) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  const within = {
    ">=": (v, c) => v.high > c.low || near(v.high, c.low),
    "<=": (v, c) => v.low < c.low || near(v.low, c.low),
    ">": (v, c) => v.high > c.low && !near(v.high, c.low),
    "<": (v, c) => v.low < c.low && !near(v.low, c.low),
    "=": (v, c) => near(v.low, c.low) || near(v.high, c.low) || (v.low < c.low && c.low < v.high),
    range: (v, c) => (v.high > c.low || near(v.high, c.low)) && (v.low < c.high || near(v.low, c.high)),
  };

  // Whether a row meets a condition: with a unit in its base unit, without one as printed.
  function meets(row, asked) {
    const value = Number(row.value);
    const top = row.value_max === null ? value : Number(row.value_max);
    if (!asked.unit) {
      if (asked.printed && row.unit !== asked.printed) return false;
      return within[asked.sign]({ low: value, high: top }, asked);
    }
    const [base, kind, factor] = asked.unit;
    if (row.value_si === null || row.unit_si !== base || (kind && row.kind && kind !== row.kind)) return false;
    const low = Number(row.value_si);
    const high = value ? top * (low / value) : low;
    return within[asked.sign]({ low, high }, { low: asked.low * factor, high: asked.high * factor });
  }

  return { unit, condition, meets };
};
