/**
 * Drawing for the grid: classes, inputs of the active column, bubbles, the two lines of words.
 * Knows the model, decides nothing.
 */
import { make } from "./make.js";
import { show } from "./parse.js";

/** @typedef {import("./model.js").Placed} Placed */
/** @typedef {{label: string, act: () => void}} Choice */

/** Whether fingers do the pointing here. */
export const fingers = () => matchMedia("(pointer: coarse)").matches;

/** @param {Choice} choice */
const button = ({ label, act }) => {
  const node = make("button", { type: "button", textContent: label });
  node.addEventListener("mousedown", (event) => event.preventDefault()); // keep the focus in the cell
  node.addEventListener("click", act);
  return node;
};

export class View {
  /** @param {HTMLElement} host @param {HTMLTableElement} table @param {import("./model.js").Book} book */
  constructor(host, table, book) {
    this.host = host;
    this.table = table;
    this.book = book;
    /** @type {Placed|null} */
    this.active = null;
    /** @type {Map<string, string>} hints of the checks, by cell key */
    this.hints = new Map();
    this.scroller = table.closest(".grid-scroll") ?? host;
  }

  /** What the server leaves out to keep the page small. */
  prepare() {
    this.table.classList.add("grid");
    this.table.setAttribute("role", "grid");
    const { book } = this;
    book.columns.forEach((column) => {
      const th = book.heads[column.index];
      const face = make("button", { type: "button" }, ...th.childNodes);
      th.append(face);
      th.setAttribute("aria-label", column.locked ? `${column.label}, đã khóa` : column.label);
      if (column.locked) th.title = column.why;
      if (column.kind === "text") book.rows.forEach((_, row) => book.td(row, column).classList.add("text"));
    });
    for (const [key, why] of book.locks) {
      const place = book.at(key);
      if (!place) continue;
      const td = book.td(place.row, place.column);
      td.title = why;
      if (!place.column.locked) td.classList.add("lock");
    }
    for (const [name, index] of book.results) book.rows.forEach(({ tr }) => this.#result(tr.cells[index], name, tr.cells[index].textContent?.trim() ?? "", ""));
    this.note = this.host.querySelector(".grid-note") ?? make("div", { className: "grid-note" });
    this.note.setAttribute("role", "status");
    if (!this.note.isConnected) this.scroller.before(this.note);
    const say = this.host.querySelector(".grid-say") ?? make("div", { className: "say grid-say" });
    if (!say.isConnected) this.scroller.after(say);
    this.saved = make("span", { className: "state" });
    this.kept = make("span");
    this.saved.setAttribute("role", "status");
    say.prepend(this.saved, this.kept);
  }

  /** @param {HTMLTableCellElement} td @param {string} name @param {string} text @param {string} status */
  #result(td, name, text, status) {
    td.className = `result ${status ? `s-${status}` : ""}`.trim();
    td.removeAttribute("title");
    const head = this.book.heads[this.book.results.get(name) ?? 0];
    if (!text || text === "–") { td.textContent = text; return; }
    const face = make("button", { type: "button", textContent: text, title: "Vì sao?" });
    face.dataset.why = name;
    face.setAttribute("aria-label", `${head.firstChild?.textContent?.trim() ?? name}: ${text}. Vì sao?`);
    td.replaceChildren(face);
  }

  /** @param {Record<string, Record<string, {text: string, status: string}>>} results @param {boolean} [ahead] as they would be after saving */
  results(results, ahead = false) {
    for (const [student, values] of Object.entries(results ?? {})) {
      const row = this.book.rowOf.get(Number(student));
      if (row === undefined) continue;
      for (const [name, { text, status }] of Object.entries(values)) {
        const index = this.book.results.get(name);
        if (index === undefined) continue;
        const td = this.book.rows[row].tr.cells[index];
        this.#result(td, name, text, status);
        td.classList.toggle("ahead", ahead);
      }
    }
  }

  /** Averages of rows with unsaved cells wait for the next save; the others are as shown. @param {Iterable<number>} rows */
  stale(rows) {
    const written = new Set([...this.book.drafts.keys()].map((key) => this.book.at(key)?.row));
    for (const row of rows) {
      for (const index of this.book.results.values()) {
        const td = this.book.rows[row].tr.cells[index];
        td.classList.toggle("stale", written.has(row));
        td.title = written.has(row) ? "tính lại khi lưu" : "";
      }
    }
  }

  /** Counts under the column names. @param {Record<string, string>} counts by column key, or by slot in the active column's term */
  counts(counts) {
    for (const [name, text] of Object.entries(counts ?? {})) {
      const column = this.book.byKey.get(name) ?? this.book.byKey.get(`${this.active?.term ?? 1}:${name}`);
      const small = column && this.book.heads[column.index].querySelector("small");
      if (small) small.textContent = text;
    }
  }

  /** Make one column the one that invites typing. @param {Placed|null} column */
  activate(column) {
    const { book, active } = this;
    if (active === column) return;
    this.active = column;
    if (column) {
      book.heads[column.index].classList.add("on");
      book.heads[column.index].setAttribute("aria-selected", "true");
      book.rows.forEach((_, row) => {
        const td = book.td(row, column);
        td.classList.add("on");
        if (!book.lock(row, column)) this.#input(td, row, column);
        this.paint(row, column);
      });
    }
    if (active) {
      book.heads[active.index].classList.remove("on");
      book.heads[active.index].removeAttribute("aria-selected");
      book.rows.forEach((_, row) => {
        const td = book.td(row, active);
        td.classList.remove("on");
        td.querySelector("input, textarea")?.remove();
        this.paint(row, active);
      });
    }
  }

  /** @param {HTMLTableCellElement} td @param {number} row @param {Placed} column */
  #input(td, row, column) {
    const text = column.kind === "text";
    const input = make(text ? "textarea" : "input", { autocomplete: "off", spellcheck: false, tabIndex: row ? -1 : 0 });
    input.enterKeyHint = "next";
    if (column.kind === "level" && fingers()) input.inputMode = "none"; // pick.js offers the levels
    else input.inputMode = column.kind === "score" || column.kind === "measure" ? "decimal" : column.kind === "integer" || column.kind === "count" ? "numeric" : "text";
    if (input instanceof HTMLTextAreaElement) Object.assign(input, { rows: 1, cols: 1 });
    else input.size = 1; // the column keeps its width
    input.setAttribute("aria-label", `${column.label}, ${this.book.rows[row].name}`);
    td.replaceChildren(input);
  }

  /** @param {number} row @param {Placed} column @returns {HTMLInputElement|HTMLTextAreaElement|null} */
  input(row, column) {
    return this.book.td(row, column).querySelector("input, textarea");
  }

  /** Draw one cell from the model. @param {number} row @param {Placed} column */
  paint(row, column) {
    const { book } = this;
    const key = book.key(row, column);
    const td = book.td(row, column);
    const fault = book.faults.get(key);
    const clash = book.clashes.get(key);
    const hint = this.hints.get(key);
    const words = fault ? fault.raw : show(column, book.now(row, column));
    const input = this.input(row, column);
    td.querySelectorAll(".tip, .echo").forEach((node) => node.remove());
    if (input) {
      if (input.value !== words) {
        input.value = words;
        if (document.activeElement === input) input.select(); // the next key writes anew, never behind it
      }
      input.toggleAttribute("aria-invalid", Boolean(fault));
    } else if (td.textContent !== words) td.textContent = words;
    td.classList.toggle("new", book.drafts.has(key));
    td.classList.toggle("sending", book.pending.has(key) && !book.drafts.has(key));
    td.classList.toggle("refused", Boolean(fault));
    td.classList.toggle("clash", Boolean(clash));
    td.classList.toggle("bad", Boolean(hint) && !fault && !clash);
    if (!fault && !clash && hint) this.tip(td, hint, []);
  }

  /** A bubble beside a cell. @param {HTMLTableCellElement} td @param {string} text @param {Choice[]} choices */
  tip(td, text, choices) {
    td.querySelector(".tip")?.remove();
    const tip = make("span", { className: "tip" }, text, ...choices.map(button));
    if (td.offsetLeft + td.offsetWidth + 300 > this.table.offsetWidth) tip.classList.add("left");
    td.append(tip);
  }

  /** Show what a shorthand means before the cell is left. @param {HTMLElement} td @param {string} text */
  echo(td, text) {
    const shown = td.querySelector(".echo");
    if (!text) shown?.remove();
    else if (shown) shown.textContent = text;
    else td.append(make("span", { className: "echo", textContent: text, ariaLive: "polite" }));
  }

  /** A short green wash over cells that are now in the book. @param {string[]} keys */
  flash(keys) {
    keys.forEach((key) => {
      const place = this.book.at(key);
      if (!place) return;
      const td = this.book.td(place.row, place.column);
      td.classList.add("saved");
      setTimeout(() => td.classList.remove("saved"), 1800);
    });
  }

  /** The line above the table; it is always there, so nothing moves. @param {""|"warn"|"error"} kind @param {string} text @param {Choice[]} [choices] @param {Node[]} [more] */
  say(kind, text, choices = [], more = []) {
    if (!this.note) return;
    this.note.className = `grid-note ${kind}`.trim();
    this.note.replaceChildren(make("span", { textContent: text }), ...more, ...choices.map(button));
  }
}
