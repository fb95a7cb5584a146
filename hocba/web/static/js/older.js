/**
 * Headings of TT 58/2011: miệng, 15 phút, 1 tiết, học kì. A book counts its KTtx and KTđk without
 * telling their kinds apart, so the filled columns of a kind are taken from left to right, as the
 * file reader does (hocba/exchange/parsers/marks.py; a test compares). Pure.
 * @typedef {"tx"|"dk"|"ck"} Kind
 */
import { clean, heading } from "./names.js";

/** @type {[Kind, RegExp][]} */
const KINDS = [
  ["tx", /(?:^|\b)(?:mieng|m|15(?: p(?:hut)?)?|15p|p|he so 1|hs 1|hs1|kttx|tx|(?:kt|kiem tra) thuong xuyen)(?: ?\d)?$/],
  ["dk", /(?:^|\b)(?:(?:viet )?(?:1|mot) tiet|45(?: p(?:hut)?)?|45p|viet|v|he so 2|hs 2|hs2|ktdk|dk|(?:kt|kiem tra) dinh k[iy])(?: ?\d)?$/],
  ["ck", /^(?:kthk|kt hk|(?:diem |bai )?(?:kiem tra|kt|thi) (?:hk|hoc k[iy])|thi|hk|hoc k[iy]|thi hk|cuoi k[iy]|ddgck)$/],
];

/** Whether a page has the columns of TT 58/2011. @param {{slot: string}[]} columns */
export const isOlder = (columns) => columns.some(({ slot }) => slot === "dk1");

/** The kind that a heading names, "" for none; a bare number is a mark. @param {string} text @returns {Kind|""} */
export function kindOf(text) {
  if (!/[\p{L}'’]/u.test(text)) return "";
  return KINDS.find(([, words]) => words.test(heading(text)))?.[0] ?? "";
}

/**
 * The kind of each column of a heading: its own words, else those of the merged cell on its left. A bare
 * number under a kind must count on from 1, else it is a mark.
 * @param {string[][]} stacks labels of each column from top to bottom @param {string[]} roles who-columns end a merged cell
 * @param {(stack: string[]) => boolean} foreign whether a column is of another term: understood, not used
 * @returns {{kinds: (Kind|"")[], named: number}} `named`: how many columns say it themselves, 0 when a heading is not sure
 */
export function kindsOf(stacks, roles, foreign) {
  /** @type {Kind|""} */
  let last = "";
  let [top, run, named] = ["", 0, 0];
  const seen = new Set();
  const kinds = stacks.map((stack, at) => {
    if (roles[at]) return (last = "");
    if (!stack.length) return (last = last === "ck" ? "" : last);
    const lowest = stack[stack.length - 1];
    run = stack[0] === top ? run + 1 : 1;
    top = stack[0];
    const counted = !/^\d+$/.test(lowest) || Number(lowest) === run;
    last = counted ? kindOf(stack.join(" ")) || kindOf(lowest) : "";
    if (last) { named += 1; seen.add(last); }
    return foreign(stack) ? (last = "") : last;
  });
  return { kinds, named: seen.size > 1 || roles.some(Boolean) ? named : 0 };
}

/**
 * Places for the columns of a kind that are filled, beside the roles that headings gave already.
 * @param {string[]} roles @param {(Kind|"")[]} kinds @param {string[][]} data @param {{slot: string}[]} columns of the page
 */
export function place(roles, kinds, data, columns) {
  for (const kind of /** @type {Kind[]} */ (["tx", "dk", "ck"])) {
    const free = columns.map(({ slot }) => slot).filter((slot) => slot.replace(/\d+$/, "") === kind && !roles.includes(slot));
    kinds.forEach((one, at) => {
      if (one === kind && !roles[at] && data.some((row) => clean(row[at] ?? ""))) roles[at] = free.shift() ?? "";
    });
  }
}
