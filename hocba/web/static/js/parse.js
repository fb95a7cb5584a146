/**
 * What a person types or pastes, read into wire values; and back into words.
 *
 * Wire values: score and integer = integer tenths (75 is 7,5; 80 is 8) · level = code string ·
 * text = string · count = whole number · measure = tenths of a cm or kg (1285 is 128,5) · null = empty. Nothing here ever uses a fraction:
 * tenths are put together from digits.
 *
 * @typedef {"score"|"integer"|"level"|"text"|"count"|"measure"} Kind
 * @typedef {{key: string, term: number, slot: string, kind: Kind, codes: string[], labels: string[],
 *   max: number|null, label: string, locked: boolean, why: string,
 *   ways: {head: string, filled: string, empty: string}}} Column
 * @typedef {number|string|null} Wire
 * @typedef {{ok: true, wire: Wire, echo: boolean} | {ok: false, reason: string, suggest?: Wire}} Read
 */

const OUT_OF_RANGE = "điểm phải từ 0 đến 10";

/** @param {Wire} wire @param {boolean} [echo] @returns {Read} */
const good = (wire, echo = false) => ({ ok: true, wire, echo });

/** @param {string} reason @param {Wire} [suggest] @returns {Read} */
const bad = (reason, suggest) => (suggest === undefined ? { ok: false, reason } : { ok: false, reason, suggest });

/** Fold case and marks so that d stands for Đ and "chua dat" for "Chưa đạt". @param {string} text */
export function fold(text) {
  return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
}

/** Tenths as a mark in Vietnamese writing: 75 → "7,5", 80 → "8". @param {number} tenths */
export function mark(tenths) {
  const rest = tenths % 10;
  const whole = (tenths - rest) / 10;
  return rest ? `${whole},${rest}` : String(whole);
}

/** The text a cell shows for a wire value. @param {Column} column @param {Wire} wire @returns {string} */
export function show(column, wire) {
  if (wire === null || wire === undefined) return "";
  if (column.kind === "score" || column.kind === "integer" || column.kind === "measure") return mark(Number(wire));
  return String(wire);
}

/** What teachers write where a mark is missing, and what to do instead; the words of hocba/exchange/parsers/values.py. @param {string} text @param {string} cell */
function missing(text, cell) {
  if (["m", "mien", "mien giam"].includes(fold(text))) return `“${text}”: miễn giảm được ghi bằng quyết định, không ghi vào ô ${cell}`;
  if (cell === "mức" ? ["v", "vang"].includes(fold(text)) : ["v", "vang", "k", "p"].includes(fold(text))) return `“${text}”: vắng thì để trống ô ${cell}; điểm 0 phải có quyết định`;
  return "";
}

/** A mark written with or without one decimal; null when the text is no such thing. @param {string} text */
function tenthsOf(text) {
  const found = /^(\d{1,2})(?:[.,](\d))?$/.exec(text);
  return found ? Number(found[1]) * 10 + Number(found[2] ?? 0) : null;
}

/** @param {string} text @param {boolean} typed @returns {Read} */
function readScore(text, typed) {
  if (/^\d{1,2}[.,]\d{2,}$/.test(text)) return bad(`${text}: chỉ ghi một chữ số sau dấu phẩy`);
  if (typed && /^\d\d$/.test(text) && text !== "10" && text !== "00") return good(Number(text), true);
  const tenths = tenthsOf(text);
  if (tenths === null || text === "00") return bad(missing(text, "điểm") || `“${text}” không phải là điểm, ${OUT_OF_RANGE}`);
  if (/^0\d$/.test(text)) return bad(`${text}: là ${text[1]} hay 0,${text[1]}?`, Number(text[1]));
  if (tenths <= 100) return good(tenths);
  if (/^\d\d$/.test(text)) return bad(`${text}: lớn hơn 10, có phải ${mark(Number(text))}?`, Number(text));
  return bad(`${text}: ${OUT_OF_RANGE}`);
}

/** Whole marks of TT 27: no shorthand, no decimals. @param {string} text @returns {Read} */
function readInteger(text) {
  const tenths = tenthsOf(text);
  if (tenths === null) return bad(missing(text, "điểm") || `“${text}” không phải là điểm, ghi số nguyên từ 0 đến 10`);
  if (tenths % 10) return bad(`${text}: môn này chỉ ghi điểm nguyên, không có phần thập phân`);
  if (tenths > 100) return bad(`${text}: ${OUT_OF_RANGE}`);
  return good(tenths);
}

/** The first letters of a label: "Chưa hoàn thành" → "cht". @param {string} label */
const initials = (label) => fold(label).split(" ").map((word) => word[0]).join("");

/** A code, a code without its marks (d → Đ), its full name or the initials of it (htt), or the only possible
 * beginning of a code or a name (c → CĐ). @param {Column} column @param {string} text @returns {Read} */
function readLevel(column, text) {
  const said = text.replace(/[–—−]/g, "-");
  const exact = column.codes.find((code) => code === said.toUpperCase());
  if (exact) return good(exact);
  const wanted = fold(said);
  const [codes, names, short] = [column.codes.map(fold), column.labels.map(fold), column.labels.map(initials)];
  const only = (/** @type {string[]} */ words) => { const found = words.filter((word) => word.startsWith(wanted)); return found.length === 1 ? words.indexOf(found[0]) : -1; };
  const whole = (/** @type {string[]} */ words) => (only(words) < 0 ? -1 : words.indexOf(wanted));
  const at = [codes.indexOf(wanted), names.indexOf(wanted), whole(short), only(codes), only(names)].find((found) => found >= 0) ?? -1;
  return at < 0 ? bad(missing(text, "mức").split(";")[0] || `“${text}” không phải là mức; các mức: ${column.codes.join(", ")}`) : good(column.codes[at]);
}

/** @param {Column} column @param {string} text @returns {Read} */
function readCount(column, text) {
  if (!/^\d{1,3}$/.test(text)) return bad(`“${text}” không phải là số đếm`);
  const most = column.max ?? 366;
  return Number(text) > most ? bad(`${text}: nhiều nhất là ${most}`) : good(Number(text));
}

/** A height or weight with at most one decimal. @param {Column} column @param {string} text @returns {Read} */
function readMeasure(column, text) {
  const found = /^(\d{1,3})(?:[.,](\d))?$/.exec(text);
  if (!found) return bad(`“${text}” không phải là số đo, ví dụ 128,5`);
  const tenths = Number(found[1]) * 10 + Number(found[2] ?? 0);
  const most = column.max ?? 3000;
  return tenths > most ? bad(`${text}: nhiều nhất là ${mark(most)}`) : good(tenths);
}

/** @param {Column} column @param {string} text @returns {Read} */
function readText(column, text) {
  const most = column.max ?? 1000;
  const count = [...text].length;
  return count > most ? bad(`dài ${count} chữ, nhiều nhất ${most}`) : good(text.normalize("NFC"));
}

/** What somebody meant to write: no spaces around it, and in a mark or level no signs that only look different
 * (７，５) or cannot be seen. @param {string} raw @param {Kind} kind */
function plain(raw, kind) {
  const text = raw.replace(/\r\n?/g, "\n").replace(/\u00a0/g, " ");
  if (kind === "text") return text.trim();
  return text.normalize("NFKC").replace(/[\u200b-\u200d\u2060\ufeff]/g, "").trim().replace(/^(\d+[.,]\d)0+$/, "$1"); // 8,00 as a spreadsheet shows it
}

/**
 * Read one entry. Typing knows the two-digit shorthand of one-decimal columns; pasting does not
 * and refuses 11–99 with a suggestion.
 * @param {Column} column @param {string} raw @param {"typed"|"pasted"} how @returns {Read}
 */
export function read(column, raw, how) {
  const text = plain(raw, column.kind);
  if (text === "") return good(null);
  switch (column.kind) {
    case "score": return readScore(text, how === "typed");
    case "integer": return readInteger(text);
    case "level": return readLevel(column, text);
    case "count": return readCount(column, text);
    case "measure": return readMeasure(column, text);
    default: return readText(column, text);
  }
}

/** The wire value a server-rendered cell stands for: data-v when given, else its text.
 * @param {Column} column @param {HTMLElement} td @returns {Wire} */
export function wireOf(column, td) {
  const given = td.dataset.v;
  const text = (given ?? td.textContent ?? "").trim();
  if (text === "") return null;
  if (column.kind === "level" || column.kind === "text") return text;
  if (given !== undefined || column.kind === "count") return Number(text);
  return tenthsOf(text);
}

/** Read the description of a column from its header cell. @param {HTMLElement} th @returns {Column} */
export function columnOf(th) {
  const key = th.dataset.col ?? "";
  const cut = key.indexOf(":");
  const list = (/** @type {string|undefined} */ text) => (text ? text.split(",").map((part) => part.trim()) : []);
  const small = th.querySelector("small");
  return {
    key, term: Number(key.slice(0, cut)), slot: key.slice(cut + 1), kind: /** @type {Kind} */ (th.dataset.kind ?? "score"),
    codes: list(th.dataset.codes), labels: list(th.dataset.labels), max: th.dataset.max ? Number(th.dataset.max) : null,
    label: (th.textContent ?? "").replace(small?.textContent ?? "", "").trim(), locked: th.dataset.state === "locked", why: th.dataset.why ?? "",
    ways: { head: th.dataset.way ?? "", filled: th.dataset.filled ?? "", empty: th.dataset.empty ?? "" },
  };
}
