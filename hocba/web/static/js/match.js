/**
 * Which pupil a row of a foreign table is: by code, else by name and birth date, never by guessing.
 * Green is certain and is taken; yellow is probable and waits for the teacher; red is nobody. Pure.
 * The same thoughts as hocba/exchange/parsers/roster.py, with what only a page can ask about.
 *
 * @typedef {{student: number, name: string, seat: number, code: string, born: string}} Pupil `born` as 2012-09-30, "" when unknown
 * @typedef {{line: number, name: string, code: string, born: string, number: string}} Who what a row says; "" when it does not
 * @typedef {"green"|"yellow"|"red"} Verdict
 * @typedef {"exact"|"plain"|"order"|"near"|"given"} How
 * @typedef {{verdict: Verdict, student: number|null, candidates: number[], why: string, unmarked?: boolean}} Match `student` of a yellow row is the guess, null when there are several;
 *   `unmarked`: nothing but the marks on the letters is missing
 */
import { bag, fold, near, plain, words } from "./names.js";

/** @param {string} name the given name first put last: "Anh Nguyễn Minh" → "Nguyễn Minh Anh" */
const turned = (name) => name.trim().split(/\s+/).map((_, at, all) => all[(at + 1) % all.length]).join(" ");

/** @template T @param {Map<string, T[]>} map @param {string} key @param {T} value */
const put = (map, key, value) => { const list = map.get(key); if (list) list.push(value); else map.set(key, [value]); };

export class Roster {
  /** @param {Pupil[]} pupils */
  constructor(pupils) {
    this.pupils = pupils;
    this.byCode = new Map(pupils.filter(({ code }) => code).map((pupil) => [pupil.code, pupil]));
    /** @type {{exact: Map<string, Pupil[]>, plain: Map<string, Pupil[]>, bag: Map<string, Pupil[]>, given: Map<string, Pupil[]>}} */
    this.names = { exact: new Map(), plain: new Map(), bag: new Map(), given: new Map() };
    pupils.forEach((pupil) => {
      put(this.names.exact, fold(pupil.name), pupil);
      put(this.names.plain, plain(pupil.name), pupil);
      put(this.names.bag, bag(pupil.name), pupil);
      put(this.names.given, words(pupil.name).slice(-1).join(""), pupil);
    });
  }

  /** Whether a text is some pupil's name, accents and order left aside. @param {string} name */
  knows(name) { return this.names.bag.has(bag(name)) || this.names.plain.has(plain(name)); }

  /** Whether a text is the given name, and no more, of some pupil. @param {string} name */
  calls(name) { return this.names.given.has(plain(name)); }

  /** @param {string} name @returns {{pupils: Pupil[], how: How}} */
  find(name) {
    const exact = this.names.exact.get(fold(name));
    if (exact) return { pupils: exact, how: "exact" };
    const same = this.names.plain.get(plain(name));
    if (same) return { pupils: same, how: "plain" };
    const order = this.names.bag.get(bag(name));
    if (order) return { pupils: order, how: "order" };
    const given = this.names.given.get(plain(name)) ?? [];
    const marked = given.filter((pupil) => fold(pupil.name).split(" ").pop() === fold(name)); // «Ân», not «An»
    if (given.length) return { pupils: marked.length ? marked : given, how: "given" };
    return { pupils: this.#near(name), how: "near" };
  }

  /** Pupils whose name differs by one letter, or has one word more or less. @param {string} name */
  #near(name) {
    const mine = words(name);
    if (mine.length < 2) return [];
    return this.pupils.filter((pupil) => {
      const theirs = words(pupil.name);
      const [few, many] = mine.length < theirs.length ? [mine, theirs] : [theirs, mine];
      if (many.length === few.length) return near(mine.join(" "), theirs.join(" "));
      return few.length > 1 && many.length - few.length === 1 && many.some((_, left) => many.filter((__, at) => at !== left).join(" ") === few.join(" "));
    });
  }

  /** @param {Who} who @returns {Match} */
  match(who) {
    const known = this.byCode.get(who.code);
    if (known) return this.#coded(known, who);
    const { pupils, how } = who.name ? this.find(who.name) : { pupils: [], how: "near" };
    const candidates = pupils.map(({ student }) => student);
    if (!pupils.length) return { verdict: "red", student: null, candidates, why: who.name ? "không có em nào tên này trong lớp" : `không em nào mang mã ${who.code}` };
    const sameDay = pupils.filter(({ born }) => who.born && born === who.born);
    if (who.code && pupils.every(({ code }) => code)) {
      if (sameDay.length === 1) return { verdict: "yellow", student: sameDay[0].student, candidates, why: "tên và ngày sinh khớp nhưng mã khác" };
      return { verdict: "red", student: null, candidates: [], why: `mã ${who.code} không phải mã của em này` };
    }
    if (sameDay.length === 1 && how !== "near" && how !== "given") return { verdict: "green", student: sameDay[0].student, candidates, why: "khớp họ tên và ngày sinh" };
    const seated = pupils.find(({ seat }) => String(seat) === who.number);
    const several = how === "given" ? `lớp có ${pupils.length} em tên ${who.name}: chọn em nào` : "lớp có hai em trùng họ tên: chọn em nào";
    if (pupils.length > 1) return { verdict: "yellow", student: seated?.student ?? null, candidates, why: several };
    return this.#named(pupils[0], who, how, Boolean(seated));
  }

  /** @param {Pupil} pupil @param {Who} who @returns {Match} */
  #coded(pupil, who) {
    const found = { student: pupil.student, candidates: [pupil.student] };
    if (who.name && bag(who.name) !== bag(pupil.name)) return { ...found, verdict: "yellow", why: `mã là của ${pupil.name} nhưng tên khác` };
    if (who.born && pupil.born && who.born !== pupil.born) return { ...found, verdict: "yellow", why: "mã và tên khớp nhưng ngày sinh khác hồ sơ" };
    return { ...found, verdict: "green", why: "khớp mã" };
  }

  /** @param {Pupil} pupil @param {Who} who @param {How} how @param {boolean} seated @returns {Match} */
  #named(pupil, who, how, seated) {
    const found = { student: pupil.student, candidates: [pupil.student] };
    if (who.born && pupil.born && who.born !== pupil.born) return { ...found, verdict: "yellow", why: "họ tên khớp nhưng ngày sinh khác hồ sơ" };
    if (how === "exact") return { ...found, verdict: "green", why: "khớp họ tên" };
    if (how === "plain" && seated) return { ...found, verdict: "green", why: "khớp tên không dấu và số thứ tự" };
    const why = { plain: "tên không dấu", order: "tên viết thứ tự khác", near: "tên gần giống", given: "chỉ có tên" }[how];
    return { ...found, verdict: "yellow", why: `${why}: có phải ${pupil.name}?`, unmarked: how === "plain" };
  }
}

/**
 * Match all rows of a table. A column of codes of which the class knows none belongs to another
 * program and is left aside; a column in which most names begin with the given name is turned.
 * A pupil is taken once: of several rows that fit the same pupil none is certain, and the teacher says which.
 * @param {Pupil[]} pupils @param {Who[]} rows @returns {Match[]}
 */
export function matchAll(pupils, rows) {
  const roster = new Roster(pupils);
  const foreign = !rows.some(({ code }) => roster.byCode.has(code));
  const count = (/** @type {(name: string) => string} */ way) => rows.filter(({ name }) => roster.names.plain.has(plain(way(name)))).length;
  const turn = count(turned) > count((name) => name);
  const found = rows.map((row) => roster.match({ ...row, code: foreign ? "" : row.code, name: turn && !roster.names.plain.has(plain(row.name)) ? turned(row.name) : row.name }));
  /** @type {Map<number, number[]>} the lines that are certain of a pupil */
  const lines = new Map();
  found.forEach(({ verdict, student }, at) => { if (verdict === "green" && student !== null) lines.set(student, [...lines.get(student) ?? [], rows[at].line]); });
  const once = (/** @type {number} */ student) => lines.get(student)?.length === 1;
  return found.map((match) => {
    if (match.verdict === "green" && match.student !== null && !once(match.student)) return { verdict: "yellow", student: match.student, candidates: [match.student], why: `em này có ở các dòng ${lines.get(match.student)?.join(", ")}: nhận dòng nào` };
    if (match.verdict !== "yellow") return match;
    const free = match.candidates.filter((student) => !once(student));
    if (!free.length) return { verdict: "red", student: null, candidates: [], why: `em này đã có ở dòng ${lines.get(match.candidates[0])?.[0]}` };
    return { ...match, candidates: free, student: match.student !== null && free.includes(match.student) ? match.student : null };
  });
}
