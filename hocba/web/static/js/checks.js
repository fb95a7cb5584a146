/**
 * What looks wrong before saving: hints, never refusals. Pure functions over columns of wire values.
 *
 * @typedef {{column: import("./parse.js").Column, now: (number|string|null)[], was: (number|string|null)[],
 *   touched: boolean[]}} Filled `now` as it would be saved, `was` as it is in the book, one entry a pupil
 * @typedef {{text: string, cells?: {row: number, key: string, tip: string}[]}} Hint
 */
import { mark } from "./parse.js";

const ENOUGH = 8; // fewer filled rows prove nothing
const FAR = 40; // tenths away from the pupil's own mean

/** @param {Filled} filled */
const isMark = (filled) => filled.column.kind === "score" || filled.column.kind === "integer";

/** Count rows where both have a value, and where the values agree, `shift` rows apart.
 * @param {(number|string|null)[]} a @param {(number|string|null)[]} b @param {number} shift */
function agree(a, b, shift) {
  let both = 0;
  let same = 0;
  const seen = new Set();
  a.forEach((value, row) => {
    const other = b[row - shift];
    if (value === null || other === null || other === undefined) return;
    both += 1;
    if (value === other) same += 1;
    seen.add(value);
  });
  return { both, same, kinds: seen.size };
}

/** @param {{both: number, same: number, kinds: number}} found */
const telling = (found) => found.both >= ENOUGH && found.kinds >= 3 && found.same === found.both;

/** The column repeats another one: pasted into the wrong column? @param {Filled} one @param {Filled[]} all @returns {Hint[]} */
export function repeats(one, all) {
  return all.filter((other) => other !== one && isMark(other) && telling(agree(one.now, other.now, 0)))
    .map((other) => ({ text: `Cột ${one.column.label} giống hệt cột ${other.column.label}. Có nhập nhầm cột không?` }));
}

/** The column is another one, or its own earlier self, moved by a row. @param {Filled} one @param {Filled[]} all @returns {Hint[]} */
export function shifted(one, all) {
  /** @type {Hint[]} */
  const hints = [];
  for (const shift of [1, -1]) {
    const way = shift > 0 ? "xuống" : "lên";
    if (telling(agree(one.now, one.was, shift)) && !telling(agree(one.now, one.was, 0))) hints.push({ text: `Cột ${one.column.label} bị lệch ${way} một hàng so với điểm đã lưu.` });
    for (const other of all) {
      if (other !== one && isMark(other) && telling(agree(one.now, other.now, shift))) hints.push({ text: `Cột ${one.column.label} giống cột ${other.column.label} lệch ${way} một hàng.` });
    }
  }
  return hints;
}

/** Everyone has the same mark, or the same comment. @param {Filled} one @returns {Hint[]} */
export function allEqual(one) {
  const filled = one.now.filter((value) => value !== null);
  if (filled.length < ENOUGH || new Set(filled).size > 1 || ["level", "count", "measure"].includes(one.column.kind)) return [];
  return [{ text: one.column.kind === "text" ? `Cả cột ${one.column.label} cùng một lời nhận xét.` : `Cả cột ${one.column.label} cùng một điểm ${mark(Number(filled[0]))}.` }];
}

/** Marks far from the mean of the pupil's other marks, in whole tenths. @param {Filled} one @param {Filled[]} all @returns {Hint[]} */
export function far(one, all) {
  const others = all.filter((other) => other !== one && isMark(other));
  /** @type {{row: number, key: string, tip: string}[]} */
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
  return cells.length ? [{ text: `${cells.length} điểm ở cột ${one.column.label} xa mức thường của học sinh.`, cells }] : [];
}

/** Every hint about the columns that were written in. @param {Filled[]} all @returns {Hint[]} */
export function check(all) {
  return all.filter((one) => one.touched.includes(true)).flatMap((one) => {
    if (!isMark(one)) return allEqual(one);
    return [...repeats(one, all), ...shifted(one, all), ...allEqual(one), ...far(one, all)];
  });
}
