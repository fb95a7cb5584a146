/**
 * What the columns of a pasted table are: by their headings, wherever those stand, else by what is
 * in them. Pure. Headings as the sector's files, vnEdu, SMAS and our own templates have them; the
 * same words as hocba/exchange/parsers (a test compares).
 *
 * A role is one of WHO (`number`, `klass`, `code`, `name`, `family`, `given`, `born`), the place of a column of the
 * book without its term (`tx1`, `muc@35`), or `""`: not used.
 * @typedef {import("./model.js").Placed} Placed
 * @typedef {{roles: string[], labels: string[], first: number, headed: boolean, unsure: number[]}} Table
 *   `first` row of data; `unsure` columns with values whose place nobody told
 */
import { Roster } from "./match.js";
import { clean, heading, looksLikeName, words } from "./names.js";
import { isOlder, kindsOf, place } from "./older.js";

/** @type {Record<string, string[]>} */
export const WHO = {
  number: ["STT", "TT", "Số TT", "Số thứ tự"],
  klass: ["Lớp", "Mã lớp", "Tên lớp", "Lớp học"],
  code: ["Mã định danh Bộ GD&ĐT", "Mã định danh Bộ GDĐT", "Mã định danh Bộ", "Mã định danh", "Mã học sinh", "Mã HS"],
  name: ["Họ và tên", "Họ tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh"],
  family: ["Họ và tên đệm", "Họ và đệm", "Họ đệm", "Họ tên đệm", "Họ lót", "Họ và tên lót", "Họ"],
  given: ["Tên"],
  born: ["Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"],
};

/** @param {number} n */
const regular = (n) => [`ĐĐGtx ${n}`, `ĐĐGtx${n}`, `ĐGtx ${n}`, `ĐGtx${n}`, `TX${n}`, `TX ${n}`, `Thường xuyên ${n}`, `ĐĐGtx TX${n}`, `ĐĐGtx ${n} ${n}`, `Điểm thường xuyên ${n}`, `Thường xuyên TX${n}`, `Đánh giá thường xuyên ${n}`, `Đánh giá thường xuyên TX${n}`, `KTtx ${n}`, `KTtx${n}`];

/** @type {Record<string, string[]>} */
export const COLUMNS = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`tx${n}`, regular(n)])),
  cd: ["Cụm chuyên đề", "Chuyên đề", "Chuyên đề học tập", "Điểm chuyên đề", "ĐĐG chuyên đề", "ĐĐGcđ", "CĐHT", "CĐ", "Chuyên đề 1", "CĐ1", "CĐ 1"],
  cd2: ["Chuyên đề 2", "CĐ2", "CĐ 2", "ĐĐGcđ 2"],
  cd3: ["Chuyên đề 3", "CĐ3", "CĐ 3", "ĐĐGcđ 3"],
  gk: ["ĐĐGgk", "ĐGgk", "Giữa kì", "Giữa kỳ", "GK", "Điểm giữa kì", "Điểm giữa kỳ", "Đánh giá giữa kì", "Đánh giá giữa kỳ", "KT giữa kì", "Kiểm tra giữa kì"],
  ck: ["ĐĐGck", "ĐGck", "Cuối kì", "Cuối kỳ", "CK", "Điểm cuối kì", "Điểm cuối kỳ", "Đánh giá cuối kì", "Đánh giá cuối kỳ", "KT cuối kì", "Kiểm tra cuối kì"],
  nx: ["Nhận xét", "Nội dung nhận xét", "Nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu", "Nhận xét của GVCN"],
  muc_gk: ["Mức đạt được GK", "Giữa kì Mức đạt được", "Mức đạt được giữa kì", "Giữa kỳ Mức đạt được"],
  kt_gk: ["Điểm KTĐK GK", "Giữa kì Điểm KTĐK", "Điểm KTĐK giữa kì", "Giữa kỳ Điểm KTĐK"],
  nx_gk: ["Nhận xét GK", "Giữa kì Nhận xét", "Nhận xét giữa kì", "Giữa kỳ Nhận xét"],
  muc_ck: ["Mức đạt được CK", "Cuối kì Mức đạt được", "Mức đạt được cuối kì", "Cuối kỳ Mức đạt được"],
  kt_ck: ["Điểm KTĐK", "Điểm KTĐK CK", "Cuối kì Điểm KTĐK", "Điểm KTĐK cuối kì", "Cuối kỳ Điểm KTĐK"],
  nx_ck: ["Nhận xét CK", "Cuối kì Nhận xét", "Nhận xét cuối kì", "Cuối kỳ Nhận xét"],
};

/** The same where the heading stands under its subject and the page is of one time. @type {Record<string, string[]>} */
const UNDER = { muc: ["Mức đạt được", "Mức", "Đánh giá"], kt: ["Điểm KTĐK", "KTĐK", "Điểm", "Điểm kiểm tra"], nx: ["Nhận xét", "Nội dung nhận xét"] };

const LOOK = 12; // rows in which a heading may stand

/** A term named in a heading: 1, 2 or 0. @param {string} text */
function termOf(text) {
  const found = /\b(?:hk|hoc ki|hoc ky) ?(1|2|ii|i)\b/.exec(words(text).join(" "));
  return found ? (found[1] === "2" || found[1] === "ii" ? 2 : 1) : 0;
}

/** Headings → role, for the columns this page has. @param {Placed[]} columns */
function aliases(columns) {
  const known = new Map(Object.entries(WHO).flatMap(([role, names]) => names.map((name) => [heading(name), role])));
  const stem = (/** @type {string} */ slot) => slot.replace(/@.*/, "");
  columns.forEach(({ slot, label }) => {
    const alone = columns.filter((other) => stem(other.slot) === stem(slot)).length === 1; // else several subjects have it
    [label, ...(alone ? COLUMNS[stem(slot)] ?? [] : [])].map(heading).filter((key) => !known.has(key)).forEach((key) => known.set(key, slot));
  });
  return known;
}

/** Headings that name a subject, on a page of several («Toán: Mức cuối năm»): the subject with what stands under it, and alone
 * where it can mean but its level or its only column. @param {Placed[]} columns */
function bySubject(columns) {
  const under = new Map();
  const alone = new Map();
  columns.forEach(({ slot, label }) => {
    const [subject, part] = label.split(": ");
    if (!part || !slot.includes("@")) return;
    const stem = slot.replace(/@.*/, "");
    const kind = stem.replace(/_.*/, "");
    const own = columns.filter((other) => other.slot.split("@")[1] === slot.split("@")[1]);
    const once = own.filter((other) => other.slot.startsWith(`${kind}_`)).length === 1;
    [...COLUMNS[stem] ?? [], ...(once ? UNDER[kind] ?? [] : [])].forEach((name) => under.set(heading(`${subject} ${name}`), slot));
    if (own.length === 1 || (kind === "muc" && once)) alone.set(heading(subject), slot);
  });
  return { under, alone };
}

/** Labels of each column over some rows, from top to bottom; merged cells reach to the right. @param {string[][]} rows @param {number} width */
function stacks(rows, width) {
  const carried = rows.map(() => "");
  return Array.from({ length: width }, (_, at) => {
    /** @type {string[]} */
    const stack = [];
    rows.forEach((row, level) => {
      const own = clean(row[at] ?? "").slice(0, 120);
      if (own) { carried[level] = own; for (let low = level + 1; low < rows.length; low += 1) carried[low] = ""; }
      if (own || (carried[level] && rows.slice(level + 1).some((low) => clean(low[at] ?? "")))) stack.push(carried[level]);
    });
    return stack;
  });
}

/** The heading of a table, if it has one. @param {string[][]} block @param {Placed[]} columns */
function headed(block, columns) {
  const { under, alone } = bySubject(columns);
  const known = new Map([...under, ...aliases(columns)]);
  const term = columns[0]?.term ?? 0;
  const width = Math.max(...block.map((row) => row.length));
  const older = isOlder(columns);
  let best = { count: 0, first: 0, roles: /** @type {string[]} */ ([]), labels: /** @type {string[]} */ ([]), kinds: /** @type {import("./older.js").Kind[]} */ ([]) };
  for (let top = 0; top < Math.min(block.length, LOOK); top += 1) {
    for (let depth = 1; depth <= 3 && top + depth <= block.length; depth += 1) {
      /** @type {string[]} */
      const roles = [];
      const stacked = stacks(block.slice(top, top + depth), width);
      const foreign = (/** @type {string[]} */ stack) => Boolean(term && ![0, term].includes(termOf(stack.join(" "))));
      const labels = stacked.map((stack, at) => {
        const other = termOf(stack.join(" "));
        const keys = [stack.join(" "), stack[stack.length - 1] ?? "", stack[0] ?? ""].map(heading).filter((key) => known.has(key));
        const role = known.get(keys[0]) ?? alone.get(heading(stack.join(" "))) ?? "";
        roles[at] = role && !roles.includes(role) && !(role in WHO ? false : other && term && other !== term) ? role : "";
        return stack.join(" – ");
      });
      const { kinds, named } = older ? kindsOf(stacked, roles, foreign) : { kinds: [], named: 0 };
      const count = roles.filter(Boolean).length + named;
      const next = block[top + depth] ?? [];
      const who = roles.flatMap((role, at) => (["number", "code", "name", "family"].includes(role) ? [at] : []));
      if (depth < 3 && who.length && next.some((text) => clean(text)) && who.every((at) => !clean(next[at] ?? ""))) continue; // the heading goes on
      const plain = roles.filter((role, at) => role && heading(labels[at]).length < 2).length;
      if (count > best.count && (count > 1 || !plain)) best = { count, first: top + depth, roles, labels, kinds: named ? kinds : [] };
    }
  }
  return best.count ? best : null;
}

/** Whether a heading may be one of several columns here: «Mức đạt được» without saying of when. @param {string} label @param {Placed[]} columns */
function halfSaid(label, columns) {
  const said = heading(label);
  return said !== "" && columns.some(({ slot }) => (COLUMNS[slot.replace(/@.*/, "")] ?? []).map(heading).some((whole) => whole.startsWith(`${said} `) || whole.endsWith(` ${said}`)));
}

/** A birth date as 2012-09-30, "" when the text is none. @param {string} text */
export function dayOf(text) {
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(clean(text));
  const iso = /^(\d{4})-(\d{2})-(\d{2})/.exec(clean(text));
  const [year, month, day] = found ? [found[3], found[2], found[1]] : iso ? [iso[1], iso[2], iso[3]] : ["", "", ""];
  return year && Number(month) <= 12 && Number(day) <= 31 ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
}

/** @param {string[]} cells filled ones @param {(text: string) => boolean} is */
const mostly = (cells, is) => cells.length > 0 && cells.filter(is).length * 10 >= cells.length * 6;

/** Fill in, from what stands in them, the roles of who a row is. @param {string[]} roles @param {string[][]} data @param {import("./match.js").Pupil[]} pupils */
function fromContent(roles, data, pupils) {
  const roster = new Roster(pupils);
  const width = Math.max(0, ...data.map((row) => row.length));
  const column = (/** @type {number} */ at) => data.map((row) => clean(row[at] ?? ""));
  const free = (/** @type {number} */ at) => !roles[at];
  const has = (/** @type {string} */ role) => roles.includes(role);
  for (let at = 0; at < width; at += 1) {
    const cells = column(at).filter(Boolean);
    if (!free(at)) continue;
    if (!has("code") && mostly(cells, (text) => /^\d{10}$/.test(text) || text.startsWith("TAM-"))) roles[at] = "code";
    else if (!has("born") && mostly(cells, (text) => Boolean(dayOf(text)))) roles[at] = "born";
    else if (!has("number") && at < 2 && (cells.length > 2 || (at === 0 && cells[0] === "1")) && cells.every((text, row) => Number(text) === Number(cells[0]) + row)) roles[at] = "number";
  }
  if (has("name") || has("family")) return;
  const hits = (/** @type {(row: string[]) => string} */ name) => data.filter((row) => roster.knows(name(row))).length;
  let best = { hits: 0, set: () => {} };
  const offer = (/** @type {number} */ found, /** @type {() => void} */ set) => { if (found > best.hits) best = { hits: found, set }; };
  for (let at = 0; at < width; at += 1) {
    if (!free(at)) continue;
    offer(hits((row) => row[at] ?? ""), () => { roles[at] = "name"; });
    if (at + 1 < width && free(at + 1)) {
      offer(hits((row) => `${row[at] ?? ""} ${row[at + 1] ?? ""}`), () => { roles[at] = "family"; roles[at + 1] = "given"; });
      offer(hits((row) => `${row[at + 1] ?? ""} ${row[at] ?? ""}`), () => { roles[at] = "given"; roles[at + 1] = "family"; });
    }
  }
  const many = (/** @type {string[]} */ cells) => new Set(cells).size * 2 > Math.max(2, cells.length); // «Đạt» all the way down is a level
  const called = Array.from({ length: width }, (_, at) => at).find((at) => free(at) && width > 1 && mostly(column(at).filter(Boolean), (text) => roster.calls(text)) && many(column(at).filter(Boolean)));
  if (best.hits) best.set();
  else if (called !== undefined) roles[called] = "given";
  else {
    const named = Array.from({ length: width }, (_, at) => at).find((at) => free(at) && width > 1 && mostly(column(at).filter(Boolean), looksLikeName));
    if (named !== undefined) roles[named] = "name";
  }
}

/**
 * Recognise a table. Without a heading the first column of values is the active one; the others are asked about.
 * @param {string[][]} block @param {Placed[]} columns of the page @param {import("./match.js").Pupil[]} pupils @param {string} active slot of the column pasted into
 * @returns {Table}
 */
export function recognise(block, columns, pupils, active) {
  const width = Math.max(...block.map((row) => row.length));
  const found = headed(block, columns);
  const roles = Array.from({ length: width }, (_, at) => found?.roles[at] ?? "");
  const first = found?.first ?? 0;
  const data = block.slice(first);
  place(roles, found?.kinds ?? [], data, columns);
  fromContent(roles, data, pupils);
  const beside = roles.indexOf("name") + 1; // a merged «Họ và tên» over two columns
  if (found && roles.includes("name") && beside < width && !roles[beside] && !(found.labels[beside] ?? "") && mostly(data.map((row) => row[beside] ?? "").filter(Boolean), (text) => /^\p{Lu}[\p{L}\p{M}'’]*( \p{L}+)?$/u.test(clean(text)))) roles[beside] = "given";
  if (roles.includes("name") && roles.includes("given")) roles[roles.indexOf("name")] = "family";
  const open = (/** @type {number} */ at) => !roles[at] && data.some((row) => clean(row[at] ?? ""));
  const unsure = Array.from({ length: width }, (_, at) => at).filter((at) => open(at) && !(found && found.labels[at]));
  const labelled = Array.from({ length: width }, (_, at) => at).filter((at) => open(at) && found?.labels[at]);
  if (!roles.some((role) => role && !(role in WHO))) {
    const only = unsure[0] ?? (labelled.length === 1 ? labelled[0] : undefined);
    if (only !== undefined) { roles[only] = active; if (unsure[0] === only) unsure.shift(); }
  }
  unsure.push(...labelled.filter((at) => !roles[at] && halfSaid(found?.labels[at] ?? "", columns)));
  return { roles, labels: Array.from({ length: width }, (_, at) => found?.labels[at] ?? ""), first, headed: Boolean(found), unsure };
}

/** Whether a table says who its rows are, so that it is matched and not laid down by position. @param {Table} table */
export const namesPeople = (table) => table.roles.some((role) => ["code", "name", "family", "given"].includes(role));

/** What each row says of who it is. @param {string[][]} block @param {Table} table @returns {import("./match.js").Who[]} */
export function whoOf(block, table) {
  const at = (/** @type {string} */ role) => table.roles.indexOf(role);
  return block.slice(table.first).map((row, index) => {
    const text = (/** @type {string} */ role) => (at(role) < 0 ? "" : clean(row[at(role)] ?? ""));
    const name = text("name") || `${text("family")} ${text("given")}`.trim();
    return { line: table.first + index + 1, name, code: text("code"), born: dayOf(text("born")), number: text("number") };
  });
}

/** The shape of a table, for remembering what its columns are. @param {Table} table @param {string[][]} block */
export const shapeOf = (table, block) => (table.headed ? table.labels.map(heading).join("|") : `${Math.max(...block.map((row) => row.length))}:${table.roles.map((role) => (role in WHO ? role : "")).join("|")}`);
