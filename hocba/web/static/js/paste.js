/**
 * A block from a spreadsheet laid over the grid: a verdict for each cell, nothing applied here.
 *
 * @typedef {"ok"|"warn"|"refused"} Verdict
 * @typedef {{row: number, column: import("./parse.js").Column, raw: string, verdict: Verdict,
 *   wire?: import("./parse.js").Wire, reason?: string, suggest?: import("./parse.js").Wire}} Laid
 * @typedef {{cells: Laid[], over: {rows: number, columns: number}}} Plan
 */
import { read, show } from "./parse.js";

/** Tab-separated text as spreadsheets copy it (quoted cells may hold line breaks). @param {string} text @returns {string[][]} */
export function table(text) {
  /** @type {string[][]} */
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  const close = () => { rows[rows.length - 1].push(cell); cell = ""; };
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (quoted) {
      if (char === '"' && source[at + 1] === '"') { cell += '"'; at += 1; } else if (char === '"') quoted = false;
      else cell += char;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === "\t") close();
    else if (char === "\n") { close(); rows.push([]); } else cell += char;
  }
  close();
  return rows;
}

/** Is this a block, or one plain value that the input can take by itself? @param {string} text */
export const isBlock = (text) => /[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""));

/**
 * @param {string} raw @param {number} row @param {import("./parse.js").Column} column
 * @param {import("./parse.js").Wire} now what the cell holds @param {string} lock reason, or ""
 * @returns {Laid}
 */
export function lay(raw, row, column, now, lock) {
  const base = { row, column, raw };
  const result = read(column, raw, "pasted");
  if (result.ok && result.wire === now) return { ...base, verdict: "ok", wire: now };
  if (lock) return { ...base, verdict: "refused", reason: lock };
  if (!result.ok) return { ...base, verdict: "refused", reason: result.reason, suggest: result.suggest };
  if (result.wire === null) return { ...base, verdict: "warn", reason: `ô trống không xóa ${show(column, now)} đã có` };
  if (now !== null && column.kind !== "text") return { ...base, verdict: "warn", wire: result.wire, reason: `thay ${show(column, now)} bằng ${show(column, result.wire)}` };
  return { ...base, verdict: "ok", wire: result.wire };
}

/** Whether a text above marks can be no mark itself. @param {string} raw @param {import("./parse.js").Column} column */
export const isTitle = (raw, column) => column.kind === "text" || !/\d/.test(raw.trim()[0] ?? "") && (raw.trim() === "" || !read(column, raw, "pasted").ok);

/**
 * A block as it goes into the cells: without a heading that names no column and without the numbers of a list,
 * which would move every mark down by a row or aside by a column.
 * Words above marks are a heading only where the rows would not fit otherwise: «vắng» may be the first pupil's.
 * @param {string[][]} block @param {import("./parse.js").Column[]} columns @param {number} at the column of the cursor @param {number} room rows from the cursor down
 * @returns {{body: string[][], left: string[]}} `left` what is not used, in words
 */
export function bare(block, columns, at, room) {
  const numbers = [0, 1].some((first) => block.length - first > 3 && block.slice(first).every((row, down) => row.length > 1 && row[0].trim() === String(down + 1)));
  const rows = numbers ? block.map((row) => row.slice(1)) : block;
  const over = (/** @type {string} */ raw, /** @type {number} */ right) => { const column = columns[at + right]; return !column || (column.kind !== "text" && isTitle(raw, column)); };
  const titled = rows.length === room + 1 && rows[0].some((raw, right) => raw.trim() && columns[at + right]) && rows[0].every(over);
  return { body: titled ? rows.slice(1) : rows, left: [titled ? "dòng tiêu đề" : "", numbers ? "cột số thứ tự" : ""].filter(Boolean) };
}

/**
 * Lay a block down from (row, at). Columns go on to the right over every mark column, locked ones too,
 * so that a block keeps its shape; what falls outside is counted, never dropped in silence.
 * @param {string[][]} block @param {number} row @param {number} at @param {import("./parse.js").Column[]} columns @param {number} rows
 * @param {(row: number, column: import("./parse.js").Column) => import("./parse.js").Wire} now
 * @param {(row: number, column: import("./parse.js").Column) => string} lock
 * @returns {Plan}
 */
export function plan(block, row, at, columns, rows, now, lock) {
  const width = Math.max(...block.map((line) => line.length));
  /** @type {Laid[]} */
  const cells = [];
  block.forEach((line, down) => line.forEach((raw, right) => {
    const column = columns[at + right];
    if (column && row + down < rows) cells.push(lay(raw, row + down, column, now(row + down, column), lock(row + down, column)));
  }));
  return { cells, over: { rows: Math.max(0, row + block.length - rows), columns: Math.max(0, at + width - columns.length) } };
}

/**
 * Lay a block that has a heading down from `row`: each column where its heading says, the rows in their order.
 * @param {string[][]} body without the heading @param {{at: number, column: import("./parse.js").Column}[]} aims @param {number} row @param {number} rows
 * @param {(row: number, column: import("./parse.js").Column) => import("./parse.js").Wire} now
 * @param {(row: number, column: import("./parse.js").Column) => string} lock
 * @returns {Plan}
 */
export function planAimed(body, aims, row, rows, now, lock) {
  const cells = body.slice(0, Math.max(0, rows - row)).flatMap((line, down) => aims.map(({ at, column }) => lay(line[at] ?? "", row + down, column, now(row + down, column), lock(row + down, column))));
  return { cells, over: { rows: Math.max(0, row + body.length - rows), columns: 0 } };
}

/** The sentence for the notice line. @param {Plan} laid @param {string[]} left what of the block is not used */
export function summary(laid, left) {
  const count = (/** @type {Verdict} */ verdict) => laid.cells.filter((cell) => cell.verdict === verdict).length;
  const parts = [`Đã dán ${laid.cells.filter((cell) => cell.wire !== undefined && cell.wire !== null).length} ô`];
  if (count("refused")) parts.push(`${count("refused")} ô bị từ chối`);
  if (count("warn")) parts.push(`${count("warn")} ô cần xem lại`);
  if (laid.over.rows) parts.push(`${laid.over.rows} dòng thừa ngoài danh sách lớp không dùng`);
  if (laid.over.columns) parts.push(`${laid.over.columns} cột thừa không dùng`);
  if (left.length) parts.push(`${left.join(" và ")} không dùng`);
  return `${parts.join(" · ")}.`;
}
