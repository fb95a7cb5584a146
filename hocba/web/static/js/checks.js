/**
 * What looks wrong before saving: hints, never refusals; the teacher confirms them with one key.
 * Pure functions over columns of wire values, the same rules as hocba/books/guards.py
 * (tests/guard_cases.json is run through both).
 *
 * @typedef {{column: import("./parse.js").Column, now: (number|string|null)[], was: (number|string|null)[],
 *   touched: boolean[]}} Filled `now` as it would be saved, `was` as it is in the book, one entry a pupil
 * @typedef {"same"|"shift"|"equal"|"far"|"jump"} Code
 * @typedef {{row: number, key: string, tip: string}} Odd
 * @typedef {{code: Code, column: string, other: string, count: number, of: number, text: string, cells: Odd[]}} Hint
 */
import { mark } from "./parse.js";

const ENOUGH = 8; // fewer filled rows prove nothing
const NEARLY = 90; // per cent of the rows that make a column the same as another
const COMMON = 60; // per cent: a column in which one mark stands more often than this is like any other
const FAR = 40; // tenths away from the pupil's own mean
const JUMP = 30; // tenths between the mark in the book and the new one

/** @param {Filled} filled */
const isMark = (filled) => filled.column.kind === "score" || filled.column.kind === "integer";

/** Rows where both have a value and rows where the values agree, `shift` rows apart; how often the commonest stands.
 * @param {(number|string|null)[]} a @param {(number|string|null)[]} b @param {number} shift */
function agree(a, b, shift) {
  let both = 0;
  /** @type {number[]} */
  const same = [];
  /** @type {Map<number|string, number>} */
  const seen = new Map();
  a.forEach((value, row) => {
    const other = b[row - shift];
    if (value === null || other === null || other === undefined) return;
    both += 1;
    if (value === other) same.push(row);
    seen.set(value, (seen.get(value) ?? 0) + 1);
  });
  return { both, same, kinds: seen.size, most: Math.max(0, ...seen.values()) };
}

/** Too much agreement for chance. @param {ReturnType<typeof agree>} found */
const telling = ({ both, same, kinds, most }) => both >= ENOUGH && kinds >= 3 && most * 100 <= both * COMMON && same.length * 100 >= both * NEARLY;

/** Most of what agrees was written just now. @param {Filled} one @param {number[]} rows */
const fresh = (one, rows) => 2 * rows.filter((row) => one.touched[row]).length >= rows.length;

/** @param {Filled} one @param {number[]} rows @param {string} tip @returns {Odd[]} */
const odd = (one, rows, tip) => rows.filter((row) => one.touched[row]).map((row) => ({ row, key: one.column.key, tip }));

/** The column repeats another one: written into the wrong column? @param {Filled} one @param {Filled[]} all @returns {Hint[]} */
export function repeats(one, all) {
  return all.filter((other) => other !== one && isMark(other)).flatMap((other) => {
    const found = agree(one.now, other.now, 0);
    if (!telling(found) || !fresh(one, found.same)) return [];
    const how = found.same.length === found.both ? `Cột ${one.column.label} giống hệt cột ${other.column.label}` : `${found.same.length}/${found.both} điểm ở cột ${one.column.label} giống cột ${other.column.label}`;
    return [{ code: /** @type {Code} */ ("same"), column: one.column.key, other: other.column.key, count: found.same.length, of: found.both, text: `${how}. Có nhập nhầm cột không?`, cells: odd(one, found.same, `giống cột ${other.column.label}`) }];
  });
}

/** The column is another one, or its own earlier self, moved by a row. @param {Filled} one @param {Filled[]} all @returns {Hint[]} */
export function shifted(one, all) {
  /** @type {Hint[]} */
  const hints = [];
  /** @param {(number|string|null)[]} other @param {number} shift */
  const found = (other, shift) => {
    const moved = agree(one.now, other, shift);
    return telling(moved) && fresh(one, moved.same) && moved.same.length > agree(one.now, other, 0).same.length ? moved : null;
  };
  for (const shift of [1, -1]) {
    const way = shift > 0 ? "xuống" : "lên";
    const own = found(one.was, shift);
    if (own) hints.push({ code: "shift", column: one.column.key, other: one.column.key, count: own.same.length, of: own.both, text: `Cột ${one.column.label} bị lệch ${way} một hàng so với điểm đã lưu.`, cells: odd(one, own.same, `lệch ${way} một hàng`) });
    for (const other of all.filter((each) => each !== one && isMark(each))) {
      const moved = found(other.now, shift);
      if (moved) hints.push({ code: "shift", column: one.column.key, other: other.column.key, count: moved.same.length, of: moved.both, text: `Cột ${one.column.label} giống cột ${other.column.label} lệch ${way} một hàng.`, cells: odd(one, moved.same, `lệch ${way} một hàng`) });
    }
  }
  return hints;
}

/** Everyone has the same mark, or the same comment. @param {Filled} one @returns {Hint[]} */
export function allEqual(one) {
  const filled = one.now.filter((value) => value !== null);
  if (filled.length < ENOUGH || new Set(filled).size > 1 || ["level", "count", "measure"].includes(one.column.kind)) return [];
  const text = one.column.kind === "text" ? `Cả cột ${one.column.label} cùng một lời nhận xét.` : `Cả cột ${one.column.label} cùng một điểm ${mark(Number(filled[0]))}.`;
  return [{ code: "equal", column: one.column.key, other: "", count: filled.length, of: filled.length, text, cells: [] }];
}

/** Marks far from the mean of the pupil's other marks, in whole tenths. @param {Filled} one @param {Filled[]} all @returns {Hint[]} */
export function far(one, all) {
  const others = all.filter((other) => other !== one && isMark(other));
  /** @type {Odd[]} */
  const cells = [];
  one.now.forEach((value, row) => {
    if (!one.touched[row] || typeof value !== "number") return;
    const rest = others.map((other) => other.now[row]).filter((mine) => typeof mine === "number");
    const sum = rest.reduce((total, mine) => total + Number(mine), 0);
    const gap = value * rest.length - sum;
    if (rest.length < 2 || Math.abs(gap) < FAR * rest.length) return;
    const tenths = Math.floor((2 * Math.abs(gap) + rest.length) / (2 * rest.length));
    cells.push({ row, key: one.column.key, tip: `${gap < 0 ? "thấp" : "cao"} hơn mức thường của em ${mark(tenths)} điểm` });
  });
  return cells.length ? [{ code: "far", column: one.column.key, other: "", count: cells.length, of: one.touched.filter(Boolean).length, text: `${cells.length} điểm ở cột ${one.column.label} xa mức thường của học sinh.`, cells }] : [];
}

/** Marks that change by much. @param {Filled} one @returns {Hint[]} */
export function jumps(one) {
  /** @type {Odd[]} */
  const cells = [];
  one.now.forEach((value, row) => {
    const was = one.was[row];
    if (one.touched[row] && typeof value === "number" && typeof was === "number" && Math.abs(value - was) >= JUMP) cells.push({ row, key: one.column.key, tip: `trong sổ đang là ${mark(was)}` });
  });
  return cells.length ? [{ code: "jump", column: one.column.key, other: "", count: cells.length, of: one.touched.filter(Boolean).length, text: `${cells.length} điểm ở cột ${one.column.label} đổi từ ${mark(JUMP)} điểm trở lên so với sổ.`, cells }] : [];
}

/** Every hint about the columns that were written in. @param {Filled[]} all @returns {Hint[]} */
export function check(all) {
  return all.filter((one) => one.touched.includes(true)).flatMap((one) => {
    if (!isMark(one)) return allEqual(one);
    return [...repeats(one, all), ...shifted(one, all), ...allEqual(one), ...jumps(one), ...far(one, all)];
  });
}
