// What has the concepts of a query (search-query.js): groups, best first, each task once.
globalThis.jiebangRank = (index) => {
  "use strict";
  const WEIGHTS = { a: [3, 1.5, 0.7, 1.4], o: [2.4, 1.2, 1, 1], e: [3, 1, 1, 1] }; // name, text, facts, lines

  // Every group that has something: { group, kind, of: concept → { weight, parts }, full, score }.
  function gather(all, opened) {
    const groups_ = new Map();
    all.forEach((one, n) => {
      for (const [part, weight] of one.parts) {
        const [group, at] = index.place(part);
        if (!groups_.has(group)) groups_.set(group, { group, kind: opened.kinds[group], of: new Map() });
        const { of, kind } = groups_.get(group);
        if (!of.has(n)) of.set(n, { weight: 0, parts: new Map() });
        const worth = weight * WEIGHTS[kind][Math.min(at, 3)];
        const mine = of.get(n);
        mine.parts.set(at, worth);
        mine.weight = Math.max(mine.weight, worth) + Math.min(mine.weight, worth) / 20;
      }
    });
    const measured = ({ of }, at) => all.some((one, n) => one.amount && of.get(n)?.parts.has(at));
    const many = all.map((_, n) => [...groups_.values()].filter((one) => one.of.has(n)).length);
    const rare = many.map((number) => Math.log(1 + opened.kinds.length / (1 + number)));
    for (const one of groups_.values()) {
      const best = new Map(); // part → concepts in it
      for (const { parts } of one.of.values()) for (const at of parts.keys()) best.set(at, (best.get(at) ?? 0) + 1);
      one.most = Math.max(...best.values());
      one.places = [...best].filter(([, number]) => number === one.most).map(([at]) => at).sort((a, b) => measured(one, b) - measured(one, a) || a - b);
      one.full = all.every((wanted, n) => one.of.has(n) && !wanted.near);
      one.score = [...one.of].reduce((sum, [n, { weight }]) => sum + weight * rare[n], 0) * (1 + one.most / all.length);
      if (one.kind === "o" && one.places[0] > 1) one.score /= 2; // scattered over a notice and its forms
    }
    return [...groups_.values()];
  }

  // The same task printed twice: group → the others.
  function printedAgain(opened) {
    const sets = new Map();
    opened.same.forEach((one, at) => {
      if (one < 0) return;
      const first = Math.min(one, at);
      sets.set(first, new Set([...(sets.get(first) ?? [first]), at]));
    });
    return new Map([...sets.values()].flatMap((set) => [...set].map((at) => [at, [...set].filter((other) => other !== at)])));
  }

  const KINDS = { task: "a", indicator: "a", document: "o", term: "e" };
  const own = (one, kind) => (kind === "indicator" ? one.places.filter((at) => at > 2) : kind === "task" ? one.places.filter((at) => at < 3) : one.places);

  // Whether a group is within the filters { kind, document, theme }, “” for all.
  function fits(one, { kind = "", document: document_ = "", theme = "" }, opened) {
    if (kind && (one.kind !== KINDS[kind] || !own(one, kind).length)) return false;
    if (document_ && (one.kind === "e" || opened.documents[opened.document[one.group]][0] !== document_)) return false;
    return !theme || (one.kind !== "e" && opened.theme[one.group].some((at) => opened.themes[at] === theme));
  }

  // Something like it is worth a little less than a word, a short number still less.
  const value = (one, all) => [...one.of.keys()].reduce((sum, n) => sum + (/^\d{1,4}$/.test(all[n].text) ? 0.8 : all[n].near ? 0.9 : 1), 0);

  // What is listed, best first: what has all, then what has most; terms after the rest.
  function list(all, groups_, filters, opened) {
    const others = printedAgain(opened);
    const within = new Map(groups_.filter((one) => fits(one, filters, opened)).map((one) => [one.group, one]));
    const better = (a, b) => b.full - a.full || (a.full ? 0 : value(b, all) - value(a, all)) || (a.kind === "e") - (b.kind === "e")
      || b.score - a.score || a.group - b.group;
    const once = [...within.values()].filter((one) => (others.get(one.group) ?? []).every((other) => !within.has(other) || better(one, within.get(other)) < 0));
    once.sort(better);
    const best = Math.max(0, ...once.filter((one) => !one.full).map((one) => value(one, all)));
    const least = Math.min(best, Math.max(all.length / 2, best - 1));
    const kept = once.filter((one) => one.full || value(one, all) >= least);
    const listed = kept.map((one) => ({ ...one, places: own(one, filters.kind), also: others.get(one.group) ?? [] }));
    return filters.kind === "indicator" ? listed.flatMap((one) => one.places.map((at) => ({ ...one, places: [at] }))) : listed;
  }

  return { gather, list };
};
