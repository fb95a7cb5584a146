/**
 * Dán thông minh: a table pasted from anywhere is matched to the pupils by who its rows are. The panel shows
 * a verdict a row and old → new a cell; only green rows and the yellow ones the teacher takes are
 * written, as one step that can be undone. What the columns are is remembered on this machine.
 *
 * @typedef {import("./model.js").Placed} Placed
 * @typedef {import("./match.js").Match & {line: number, said: string, cells: string[], taken: boolean}} Row
 */
import { matchAll } from "./match.js";
import { clean, heading } from "./names.js";
import { isBlock, isTitle, lay, table as tableOf } from "./paste.js";
import { show } from "./parse.js";
import { namesPeople, recognise, shapeOf, WHO, whoOf } from "./recognise.js";
import { make } from "./make.js";

const ROLES = { number: "số thứ tự", klass: "lớp", code: "mã học sinh", name: "họ và tên", family: "họ và tên đệm", given: "tên", born: "ngày sinh" };
const WORDS = { green: "chắc chắn", yellow: "cần xem", red: "không khớp" };
const CHIPS = { green: "done", yellow: "late", red: "refused" };
const ORDER = { yellow: 0, red: 1, green: 2 };
const PATIENCE = 4000;
const MANY = 3; // names that lack their marks, offered together

export class Smart {
  /** @param {import("./grid.js").Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.book = grid.book;
    this.dialog = make("dialog", { className: "smart" });
    this.dialog.setAttribute("aria-label", "Dán thông minh");
    this.dialog.addEventListener("close", () => this.#back());
    this.dialog.addEventListener("keydown", (event) => { if (event.ctrlKey && event.key === "Enter") { event.preventDefault(); this.apply(); } });
    grid.append(this.dialog);
  }

  /** The pupils as this page knows them; codes and birth dates come with the first paste, when there is a line. */
  #known() {
    return this.book.rows.map(({ student, name }, row) => ({ student, name, seat: row + 1, code: this.people?.[student]?.[0] ?? "", born: this.people?.[student]?.[1] ?? "" }));
  }

  async #fetch() {
    const url = this.grid.dataset.rosterUrl;
    if (!url || this.people) return;
    try {
      const response = await fetch(url, { credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(PATIENCE) });
      if (response.ok) this.people = (await response.json()).people;
    } catch {
      // no line: names alone decide, and the panel says so
    }
  }

  /** The columns of the page that take values: no results. */
  get columns() { return this.book.columns; }

  /** Whether a pasted block says who its rows are. @param {string[][]} block */
  wants(block) {
    if (Math.max(...block.map((row) => row.length)) < 2) return false;
    return namesPeople(recognise(block, this.columns, this.#known(), ""));
  }

  /** The columns that a block names by its heading, without saying who its rows are. @param {string[][]} block */
  headed(block) {
    const { first, headed, roles } = recognise(block, this.columns, [], "");
    const aims = roles.flatMap((role, at) => { const column = this.columns.find(({ slot }) => slot === role); return column ? [{ at, column }] : []; });
    const titles = aims.length > 1 || block.slice(0, first).every((row) => aims.every(({ at, column }) => isTitle(row[at] ?? "", column)));
    return headed && aims.length && titles ? { body: block.slice(first), aims } : null;
  }

  /** Ask for a table, for hands without Ctrl+V in a cell. */
  ask() {
    const area = make("textarea", { rows: 6, placeholder: "Chép bảng trong Excel, Google Sheets, vnEdu… rồi dán vào đây" });
    area.setAttribute("aria-label", "Bảng cần dán");
    const take = () => { if (isBlock(area.value)) void this.open(tableOf(area.value)); };
    area.addEventListener("input", take);
    this.#frame("Dán thông minh", [make("div", { className: "body" }, make("p", { textContent: "Chép cả khối có cột họ tên hoặc mã. Chương trình tự tìm đúng từng em, cho xem trước, rồi mới ghi." }), area)], []);
    area.focus();
  }

  /** @param {string[][]} block */
  async open(block) {
    this.block = block;
    await this.#fetch();
    const active = this.grid.view.active?.slot ?? "";
    this.table = recognise(block, this.columns, this.#known(), active);
    this.shape = shapeOf(this.table, block);
    this.#recall();
    this.#match();
    this.#draw(true);
  }

  /** What this teacher said about a table of this shape before. */
  #recall() {
    try {
      const roles = JSON.parse(localStorage.getItem(this.#memory()) ?? "null");
      if (!Array.isArray(roles) || roles.length !== this.table?.roles.length) return;
      const here = roles.map((role) => (role === "" || role in WHO || this.columns.some(({ slot }) => slot === role) ? role : ""));
      this.table.roles = here;
      this.table.unsure = [];
    } catch {
      // nothing remembered on this machine
    }
  }

  #memory() { return `hocba:${this.grid.dataset.user}:table:${this.shape}`; }

  #remember() {
    try { localStorage.setItem(this.#memory(), JSON.stringify(this.table?.roles)); } catch { /* this machine keeps nothing */ }
  }

  #match() {
    const { table, block } = this;
    if (!table || !block) return;
    const at = (/** @type {string} */ role) => table.roles.indexOf(role);
    const who = whoOf(block, table);
    const body = block.slice(table.first);
    const rows = who.map((one, index) => ({ one, cells: body[index] })).filter(({ one }) => one.name || one.code);
    this.idle = body.filter((row, index) => !who[index].name && !who[index].code && row.some((text) => clean(text))).length;
    const matches = matchAll(this.#known(), rows.map(({ one }) => one));
    const klass = heading(this.grid.dataset.klass ?? "");
    /** @type {Row[]} */
    this.rows = rows.map(({ one, cells }, index) => {
      const own = at("klass") < 0 ? "" : heading(cells[at("klass")] ?? "").replace(/^lop /, "");
      const other = klass && own && own.replace(/ /g, "") !== klass.replace(/ /g, "");
      const match = other ? { verdict: /** @type {const} */ ("red"), student: null, candidates: [], why: `dòng này ghi lớp ${cells[at("klass")]}` } : matches[index];
      return { ...match, line: one.line, said: [one.name, one.code].filter(Boolean).join(" · "), cells, taken: match.verdict === "green" };
    });
  }

  /** Columns of the table that go somewhere, with where. @returns {{at: number, column: Placed}[]} */
  #aims() {
    return (this.table?.roles ?? []).flatMap((role, at) => {
      const column = role in WHO ? undefined : this.columns.find(({ slot }) => slot === role);
      return column ? [{ at, column }] : [];
    });
  }

  /** @param {Row} row */
  #laid(row) {
    const place = row.student === null ? undefined : this.book.rowOf.get(row.student);
    if (place === undefined) return [];
    return this.#aims().map(({ at, column }) => lay(row.cells[at] ?? "", place, column, this.book.now(place, column), this.book.lock(place, column)));
  }

  /** How many cells of a row cannot be written. @param {Row} row */
  #wrong(row) { return this.#laid(row).filter(({ verdict }) => verdict === "refused").length; }

  /** Whether a pupil is already taken from another row; then this row says from which.
   * @param {Row} row @param {number|null} student @param {HTMLElement} face */
  #claimed(row, student, face) {
    const other = (this.rows ?? []).find((one) => one !== row && one.taken && one.student === student);
    const said = face.closest("th")?.querySelector("small");
    if (said) said.textContent = other ? `em này đã nhận ở dòng ${other.line}; bỏ dòng ấy trước` : row.why;
    return Boolean(other);
  }

  /** @param {string} title @param {Node[]} inner @param {Node[]} foot */
  #frame(title, inner, foot) {
    const close = make("button", { type: "button", className: "quiet", textContent: "Đóng" });
    close.addEventListener("click", () => this.dialog.close());
    this.dialog.replaceChildren(make("header", {}, make("h2", { textContent: title })), ...inner, make("footer", {}, close, ...foot));
    if (!this.dialog.open) { this.from = /** @type {HTMLElement|null} */ (document.activeElement); this.dialog.showModal(); }
  }

  /** @param {boolean} [arriving] */
  #draw(arriving = false) {
    const rows = this.rows ?? [];
    const count = (/** @type {string} */ verdict) => rows.filter((row) => row.verdict === verdict).length;
    const chips = /** @type {const} */ (["green", "yellow", "red"]).filter(count).map((verdict) => make("span", { className: `chip ${CHIPS[verdict]}`, textContent: `${count(verdict)} ${WORDS[verdict]}` }));
    const wrong = rows.reduce((sum, row) => sum + this.#wrong(row), 0);
    if (wrong) chips.push(make("span", { className: "chip refused", textContent: `${wrong} ô không ghi được` }));
    const said = make("p", { className: "row" }, ...chips, ...this.#together());
    const notes = [
      this.grid.dataset.rosterUrl && !this.people ? "Không có đường truyền: chỉ so được họ tên, chưa so được mã và ngày sinh." : "",
      rows.length > 3 && count("green") * 2 < rows.length && count("red") * 2 > rows.length ? "Phần lớn các dòng không khớp: có phải bảng của lớp khác không?" : "",
      this.idle ? `${this.idle} dòng không có tên và mã (tiêu đề, cộng, chữ kí) được bỏ qua.` : "",
      this.table?.unsure.length && this.#aims().length ? `Chưa rõ ${this.table.unsure.map((at) => `«${this.table?.labels[at] || `cột ${at + 1}`}»`).join(", ")} vào cột nào của sổ: chọn ở hàng tiêu đề, không chọn thì không dùng.` : "",
      this.#aims().length ? "" : "Chưa biết cột nào là điểm: chọn ở hàng «Cột trong bảng».",
    ].filter(Boolean).map((text) => make("p", { className: "muted", textContent: text }));
    this.button = make("button", { type: "button", className: "main" });
    this.button.addEventListener("click", () => this.apply());
    this.#frame("Dán thông minh", [make("div", { className: "body" }, said, ...notes), this.#preview()], [this.button]);
    this.#words();
    if (arriving) /** @type {HTMLElement} */ (this.#waiting()[0] ?? this.button).focus();
  }

  /** What waits for the teacher's word, from top to bottom. @returns {HTMLElement[]} */
  #waiting() { return [...this.dialog.querySelectorAll("tbody :is(input, select)")].filter((node) => node instanceof HTMLInputElement ? !node.checked : node instanceof HTMLSelectElement && !node.value).map((node) => /** @type {HTMLElement} */ (node)); }

  /** One button for many names that lack nothing but their marks, each of one pupil: typed on an old machine, all rows are such. */
  #together() {
    const rows = this.rows ?? [];
    const alone = rows.filter((row) => row.unmarked && row.candidates.length === 1 && rows.filter(({ student }) => student === row.student).length === 1);
    if (alone.length < MANY || alone.every((row) => row.taken)) return [];
    const face = make("button", { type: "button", className: "small", textContent: `Nhận cả ${alone.length} em chỉ thiếu dấu` });
    face.addEventListener("click", () => { alone.forEach((row) => { row.taken = true; }); this.#draw(true); });
    return [face];
  }

  #words() {
    const changes = this.#steps().length;
    if (!this.button) return;
    this.button.textContent = changes ? `Đưa ${changes} ô vào sổ` : "Không có ô nào để đưa vào";
    this.button.disabled = !changes && !this.#faults().length;
  }

  #preview() {
    const used = (this.table?.roles ?? []).map((role, at) => ({ role, at })).filter(({ role, at }) => !(role in WHO) && this.rows?.some((row) => clean(row.cells[at] ?? "")));
    const heads = used.map(({ role, at }) => {
      const select = make("select", {}, make("option", { value: "", textContent: "không dùng" }), ...this.columns.map(({ slot, label }) => make("option", { value: slot, textContent: label })), ...Object.entries(ROLES).map(([value, textContent]) => make("option", { value, textContent })));
      select.value = role;
      const label = this.table?.labels[at] || `cột ${at + 1}`;
      select.setAttribute("aria-label", `Cột trong bảng: ${label}`);
      if (this.table?.unsure.includes(at)) select.className = "ask";
      select.addEventListener("change", () => this.#aim(at, select.value));
      return make("th", {}, make("small", { textContent: label }), select);
    });
    const head = make("thead", {}, make("tr", {}, make("th", { textContent: "Dòng" }), make("th", { textContent: "Trong bảng dán" }), make("th", { textContent: "Em trong sổ" }), ...heads));
    const order = (/** @type {Row} */ row) => ORDER[row.verdict] - (row.verdict === "green" && this.#wrong(row) ? 0.5 : 0);
    const sorted = [...this.rows ?? []].sort((a, b) => order(a) - order(b) || a.line - b.line);
    const body = make("tbody", {}, ...sorted.map((row) => this.#line(row, used.map(({ at }) => at))));
    return make("div", { className: "scroll tall" }, make("table", {}, head, body));
  }

  /** @param {Row} row @param {number[]} used */
  #line(row, used) {
    const tr = make("tr", { className: row.verdict });
    const fill = () => {
      const laid = new Map(this.#aims().map(({ at }, index) => [at, this.#laid(row)[index]]));
      const cells = used.map((at) => this.#cell(row, at, laid.get(at)));
      tr.replaceChildren(make("td", { textContent: String(row.line) }), make("td", { textContent: row.said }), who, ...cells);
      tr.classList.toggle("taken", row.taken);
    };
    const who = make("th", { scope: "row" });
    const name = this.book.rows[this.book.rowOf.get(row.student ?? -1) ?? -1]?.name ?? "";
    const chip = make("span", { className: `chip ${CHIPS[row.verdict]}`, textContent: WORDS[row.verdict], title: row.why });
    who.append(chip, " ");
    if (row.verdict === "yellow") who.append(this.#choice(row, fill));
    else who.append(name);
    if (row.verdict !== "green") who.append(make("small", { textContent: row.why }));
    fill();
    return tr;
  }

  /** How a yellow row is taken: one tick, or one choice between pupils of the same name; then on to the next one.
   * @param {Row} row @param {() => void} fill */
  #choice(row, fill) {
    const name = (/** @type {number} */ student) => { const at = this.book.rowOf.get(student) ?? 0; return `${this.book.rows[at].name} (TT ${at + 1})`; };
    const done = () => { fill(); this.#words(); };
    const next = (/** @type {HTMLElement} */ face) => {
      const after = this.#waiting().find((node) => face.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
      (after ?? this.button)?.focus();
    };
    if (row.candidates.length > 1) {
      const select = make("select", {}, make("option", { value: "", textContent: "chọn em" }), ...row.candidates.map((student) => make("option", { value: String(student), textContent: `${name(student)}${student === row.student ? ", theo thứ tự" : ""}` })));
      if (row.taken) select.value = String(row.student);
      select.setAttribute("aria-label", `Dòng ${row.line}: em nào`);
      select.addEventListener("change", () => { if (select.value && this.#claimed(row, Number(select.value), select)) select.value = ""; row.student = select.value ? Number(select.value) : null; row.taken = Boolean(select.value); done(); });
      return select;
    }
    const tick = make("input", { type: "checkbox", checked: row.taken });
    tick.addEventListener("change", () => { if (tick.checked && this.#claimed(row, row.student, tick)) tick.checked = false; row.taken = tick.checked; done(); if (tick.checked) next(tick); });
    tick.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey) { event.preventDefault(); tick.click(); } });
    return make("label", { className: "check" }, tick, row.student === null ? "" : name(row.student));
  }

  /** @param {Row} row @param {number} at @param {import("./paste.js").Laid|undefined} laid */
  #cell(row, at, laid) {
    const raw = clean(row.cells[at] ?? "");
    const td = make("td", { className: "c" });
    if (!laid) { td.append(make("span", { className: "muted", textContent: raw })); return td; }
    const place = /** @type {number} */ (this.book.rowOf.get(row.student ?? -1));
    const now = show(laid.column, this.book.now(place, laid.column));
    if (laid.verdict === "refused") { td.className = "c bad"; td.append(make("b", { textContent: raw }), make("small", { textContent: laid.reason ?? "" })); return td; }
    if (laid.wire === undefined || show(laid.column, laid.wire) === now) { td.append(now || ""); if (now) td.className = "c muted"; return td; }
    td.append(...(now ? [make("s", { textContent: now }), " → "] : []), make("b", { textContent: show(laid.column, laid.wire) }));
    return td;
  }

  /** The teacher says what a column is. @param {number} at @param {string} role */
  #aim(at, role) {
    if (!this.table) return;
    this.table.roles = this.table.roles.map((old, index) => (index === at ? role : old === role && role ? "" : old));
    this.table.unsure = this.table.unsure.filter((index) => index !== at);
    this.#match();
    this.#draw();
  }

  /** Rows that will be written. */
  #taken() { return (this.rows ?? []).filter((row) => row.taken && row.student !== null); }

  /** @returns {import("./model.js").Step[]} */
  #steps() {
    return this.#taken().flatMap((row) => this.#laid(row)).flatMap(({ row, column, wire }) => {
      const placed = /** @type {Placed} */ (column);
      return wire === undefined || wire === this.book.now(row, placed) ? [] : [{ row, column: placed, wire }];
    });
  }

  #faults() { return this.#taken().flatMap((row) => this.#laid(row)).filter((cell) => cell.verdict === "refused" && !this.book.lock(cell.row, cell.column)); }

  /** Write what was taken: one step, undone by one. */
  apply() {
    const [steps, faults, left] = [this.#steps(), this.#faults(), (this.rows ?? []).filter((row) => !row.taken).length];
    if (!steps.length && !faults.length) return;
    this.#remember();
    const [{ row: first, column }] = /** @type {{row: number, column: Placed}[]} */ ([...steps, ...faults]);
    this.dialog.close();
    this.grid.pasted = new Set();
    const keys = this.grid.write(steps, faults);
    if (!column.locked) this.grid.focusCell(first, column);
    const parts = [`Đã dán ${keys.length} ô của ${new Set(steps.map(({ row }) => row)).size} em`, left ? `${left} dòng không đưa vào` : "", faults.length ? `${faults.length} ô bị từ chối` : ""];
    this.grid.pasteSaid(faults.length ? "warn" : "", `${parts.filter(Boolean).join(" · ")}. Chưa lưu.`, true);
  }

  #back() { if (this.from?.isConnected) this.from.focus(); }
}
