/**
 * <hb-grid>: the grade grid over a table the server has drawn in full (contract: docs/dev/grid.md).
 * This file joins the parts: model (what is known), view (drawing), keys, parse, paste, checks, queue.
 */
import { check } from "./checks.js";
import { Aside } from "./aside.js";
import { shut } from "./drawer.js";
import { actOf } from "./keys.js";
import { Book } from "./model.js";
import { bare, isBlock, plan, planAimed, summary, table as tableOf } from "./paste.js";
import { read, show } from "./parse.js";
import { View } from "./view.js";
import { Keeper } from "./keep.js";
import { Pick } from "./pick.js";
import { Smart } from "./smart.js";
import { Reader } from "./speak.js";
import { Stand } from "./stand.js";
import { Steps } from "./steps.js";

/** @typedef {import("./model.js").Placed} Placed */

const READING = "Chỉ xem. Bấm vào một ô rồi «Nhật kí ô» để biết ai đã ghi gì, lúc nào.";
const RESTING = "Mọi ô được kiểm tra trước khi lưu.";
const SHUT = "Không có cột nào đang mở: bấm vào một ô để xem vì sao và lối đi.";
const CHECK_AFTER = 300;
const PREVIEW_AFTER = 600;

export class Grid extends HTMLElement {
  connectedCallback() {
    const table = this.querySelector("table");
    if (!table || this.book) return;
    this.book = new Book(table);
    this.view = new View(this, table, this.book);
    this.view.prepare();
    this.aside = new Aside(this, this.book, this.view);
    this.keeper = new Keeper(this, this.book, this.view);
    this.smart = new Smart(this);
    this.reader = new Reader(this);
    this.stand = new Stand(this);
    this.steps = new Steps(this);
    this.pick = new Pick(this);
    this.row = 0;
    this.writing = false;
    this.placed = false;
    this.timers = {};
    table.addEventListener("keydown", (event) => this.#onKey(event));
    table.addEventListener("input", (event) => this.#onInput(event));
    table.addEventListener("focusin", (event) => this.#onFocus(event));
    table.addEventListener("focusout", (event) => this.#onLeave(event));
    table.addEventListener("pointerdown", (event) => this.#onPress(event));
    table.addEventListener("click", (event) => this.#onClick(event));
    table.addEventListener("paste", (event) => this.#onPaste(event));
    this.onSave = (/** @type {Event} */ event) => {
      const key = event instanceof KeyboardEvent && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
      const press = event.type === "click" && event.target instanceof Element && event.target.closest("[data-grid-save]");
      if (!key && !press) return;
      event.preventDefault();
      this.save();
    };
    this.onHide = () => { if (document.hidden) this.#hold(); };
    document.addEventListener("click", this.onSave);
    document.addEventListener("keydown", this.onSave);
    document.addEventListener("visibilitychange", this.onHide);
    this.resting = this.dataset.reading !== undefined ? READING : this.book.open().length ? RESTING : SHUT;
    this.aside.tools();
    this.stand.ready();
    const first = this.book.byKey.get(this.dataset.active ?? "") ?? this.book.open()[0];
    if (first && !first.locked) this.activate(first);
    this.view.say("", this.resting);
    this.keeper.start();
    this.arrive();
    this.setAttribute("data-ready", "");
  }

  /** Go to the cell the address names (#cell=12|1:tx3), or stand ready at the first empty one. */
  arrive() {
    const named = this.book.at(decodeURIComponent(location.hash).replace(/^#cell=/, ""));
    const { active } = this.view;
    if (named) this.focusCell(named.row, named.column);
    else if (active && (document.activeElement === document.body || this.contains(document.activeElement)) && matchMedia("(pointer: fine)").matches) {
      const empty = this.book.rows.findIndex((_, row) => this.book.now(row, active) === null && !this.book.lock(row, active));
      this.view.input(Math.max(0, empty), active)?.focus({ preventScroll: true });
    }
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.onSave);
    document.removeEventListener("keydown", this.onSave);
    document.removeEventListener("visibilitychange", this.onHide);
    this.keeper?.stop();
  }

  /** @param {Placed} column */
  activate(column) {
    this.#settle(); // the old column loses its inputs, so take what stands there first
    this.view.activate(column);
    this.aside.chosen(column);
    this.aside.choices(this.book.rows.map((_, row) => this.book.key(row, column)));
  }

  /** Take what is being written in the active cell. */
  #settle() {
    const { active } = this.view;
    const input = active && this.view.input(this.row, active);
    if (this.writing && input && document.activeElement === input) this.commit(this.row, active, input.value);
  }

  /** Keep what is being written, without touching the cell: the page goes to the background or closes. */
  #hold() {
    const { active } = this.view;
    const input = active && this.view.input(this.row, active);
    if (!this.writing || !input) return;
    const result = read(active, input.value, "typed");
    if (result.ok) this.book.write([{ row: this.row, column: active, wire: result.wire }]);
    this.keeper.keep();
  }

  /** @param {number} row @param {Placed} column */
  focusCell(row, column) {
    if (this.book.lock(row, column)) return this.stand.go(row, column);
    if (column !== this.view.active) this.activate(column);
    const input = this.view.input(row, column);
    if (!input) return;
    input.focus({ preventScroll: true });
    input.closest("td")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The cell an event came from, when it is one that can be written. @param {Event} event */
  #cell(event) {
    const input = event.target;
    if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) return null;
    const tr = input.closest("tr");
    const row = this.book.rowOf.get(Number(tr?.dataset.student));
    return row === undefined || !this.view.active ? null : { input, row, column: this.view.active };
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const cell = this.#cell(event);
    if (!cell) return;
    this.view.input(this.row, cell.column)?.setAttribute("tabindex", "-1");
    cell.input.tabIndex = 0;
    this.row = cell.row;
    this.writing = false;
    if (!this.placed) cell.input.select();
  }

  /** @param {PointerEvent} event */
  #onPress(event) {
    const cell = this.#cell(event);
    this.placed = Boolean(cell && document.activeElement === cell.input);
    if (this.placed) this.writing = true;
  }

  /** @param {FocusEvent} event */
  #onLeave(event) {
    const cell = this.#cell(event);
    if (cell && this.writing) this.commit(cell.row, cell.column, cell.input.value);
    this.placed = false;
  }

  /** @param {Event} event */
  #onInput(event) {
    const cell = this.#cell(event);
    if (!cell) return;
    this.writing = true;
    const result = read(cell.column, cell.input.value, "typed");
    const td = this.book.td(cell.row, cell.column);
    this.view.echo(td, result.ok && result.echo ? show(cell.column, result.wire) : "");
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const target = event.target instanceof Element ? event.target : null;
    const why = target?.closest("[data-why]");
    if (why instanceof HTMLButtonElement) return this.aside.why(why);
    const spot = target?.closest("td, th");
    if (!(spot instanceof HTMLTableCellElement)) return undefined;
    const column = this.book.columns.find(({ index }) => index === spot.cellIndex);
    if (!column) return undefined;
    const row = this.book.rowOf.get(Number(spot.closest("tr")?.dataset.student));
    const lock = row === undefined ? (column.locked ? column.why || "cột đã khóa" : "") : this.book.lock(row, column);
    if (lock) return row === undefined ? this.aside.lock(column, lock, row) : this.stand.go(row, column);
    if (row !== undefined && column === this.view.active) return undefined;
    return this.focusCell(row ?? this.row, column);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const cell = this.#cell(event);
    if (!cell) return;
    const act = actOf(event, { kind: cell.column.kind, writing: this.writing, placed: this.placed });
    if (!act || act === "save") return; // Ctrl+S is heard on the whole page
    if (this.#do(act, cell)) event.preventDefault();
  }

  /** @param {import("./keys.js").Act} act @param {{input: HTMLInputElement|HTMLTextAreaElement, row: number, column: Placed}} cell */
  #do(act, cell) {
    const { input, row, column } = cell;
    switch (act) {
      case "restore": return this.#restore(cell);
      case "newline": return this.#newline(cell);
      case "clear": this.commit(row, column, ""); return true;
      case "undo": return this.writing ? this.#restore(cell) : this.steps.undo();
      case "redo": return this.steps.redo();
      case "history":
        this.aside.history(row, column, input);
        return true;
      default: return this.move(act, cell);
    }
  }

  /** @param {{input: HTMLInputElement|HTMLTextAreaElement, row: number, column: Placed}} cell */
  #restore({ input, row, column }) {
    const key = this.book.key(row, column);
    if (!this.writing && !this.book.faults.has(key)) shut();
    this.book.faults.delete(key);
    this.writing = false;
    this.touched([key]);
    input.select();
    return true;
  }

  /** @param {{input: HTMLInputElement|HTMLTextAreaElement, column: Placed}} cell */
  #newline({ input, column }) {
    if (column.kind !== "text") return false;
    if (!this.writing) input.setSelectionRange(input.value.length, input.value.length);
    input.setRangeText("\n", input.selectionStart ?? 0, input.selectionEnd ?? 0, "end");
    this.writing = true;
    return true;
  }

  /** Move from a cell: across in the row of the same pupil always, Tab to what can be written; down the
   * column over cells that cannot be written, unless it was one of those that was stood on.
   * @param {import("./keys.js").Act} act @param {{row: number, column: Placed}} cell @returns {boolean} false lets Tab leave the grid */
  move(act, { row, column }) {
    const { book } = this;
    const step = { right: 1, next: 1, left: -1, previous: -1 }[act];
    if (step) {
      const tab = act === "next" || act === "previous";
      let to = book.columns.indexOf(column) + step;
      while (tab && book.columns[to] && book.lock(row, book.columns[to])) to += step;
      if (!book.columns[to]) return !tab;
      this.focusCell(row, book.columns[to]);
      return true;
    }
    const last = book.rows.length - 1;
    const down = act === "down" || act === "first" ? 1 : -1;
    let next = act === "first" ? 0 : act === "last" ? last : row + down;
    if (!book.lock(row, column)) while (next >= 0 && next <= last && book.lock(next, column)) next += down;
    if (next < 0 || next > last) next = row; // the end of the column: stay, but take what was typed
    if (next !== row) this.focusCell(next, column);
    else {
      this.#settle();
      this.view.input(row, column)?.select();
    }
    return true;
  }

  /** Take what stands in a cell. @param {number} row @param {Placed} column @param {string} raw */
  commit(row, column, raw) {
    this.writing = false;
    const result = read(column, raw, "typed");
    const key = this.book.key(row, column);
    if (!result.ok) {
      this.book.write([], [{ row, column, raw: raw.trim(), reason: result.reason, suggest: result.suggest }]);
      this.touched([key]);
      this.view.say("warn", `${this.book.rows[row].name}: ${result.reason}.`, [{ label: "Về ô ấy", act: () => this.focusCell(row, column) }]);
      return;
    }
    const changed = this.book.write([{ row, column, wire: result.wire }]);
    this.view.paint(row, column);
    this.touched(changed.length ? changed : [key]);
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const cell = this.#cell(event);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || (!isBlock(text) && this.#ownPaste(cell))) return;
    event.preventDefault();
    this.pasteBlock(tableOf(text), cell.row, cell.column);
  }

  /** One plain value goes into the text being written; into a whole cell it is pasted, and judged as such.
   * @param {{input: HTMLInputElement|HTMLTextAreaElement, column: Placed}} cell */
  #ownPaste({ input, column }) {
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    return column.kind === "text" || (this.writing && !whole);
  }

  /** Write cells from a paste as one step; refused entries wait in their cells. @param {import("./model.js").Step[]} steps @param {import("./paste.js").Laid[]} refused @returns {string[]} keys that have a new value */
  write(steps, refused) {
    const changed = this.book.write(steps, refused.map(({ row, column, raw, reason = "", suggest }) => ({ row, column, raw: raw.trim(), reason, suggest })));
    this.touched(changed);
    return changed.filter((key) => !this.book.faults.has(key));
  }

  /** @param {string[][]} block @param {number} row @param {Placed} column */
  pasteBlock(block, row, column) {
    const { book } = this;
    if (this.smart.wants(block)) return void this.smart.open(block);
    const [now, lock] = [book.now.bind(book), book.lock.bind(book)];
    const headed = this.smart.headed(block);
    const at = book.columns.indexOf(column);
    const { body, left } = headed ? { body: headed.body, left: [] } : bare(block, book.columns, at, book.rows.length - row);
    const laid = headed
      ? planAimed(body, headed.aims, row, book.rows.length, now, lock)
      : plan(body, row, at, book.columns, book.rows.length, now, lock);
    const steps = laid.cells.filter((cell) => cell.wire !== undefined).map((cell) => ({ row: cell.row, column: /** @type {Placed} */ (cell.column), wire: cell.wire ?? null }));
    const changed = this.write(steps, laid.cells.filter((cell) => cell.verdict === "refused" && !book.lock(cell.row, cell.column)));
    laid.cells.filter((cell) => cell.verdict === "warn").forEach((cell) => this.view.hints.set(book.key(cell.row, cell.column), cell.reason ?? ""));
    this.pasted = new Set(laid.cells.filter((cell) => cell.verdict === "warn").map((cell) => book.key(cell.row, cell.column)));
    this.touched(laid.cells.map((cell) => book.key(cell.row, cell.column)));
    this.view.input(row, column)?.select();
    const trouble = laid.cells.some((cell) => cell.verdict !== "ok") || laid.over.rows || laid.over.columns;
    const locked = laid.cells.find((cell) => cell.verdict === "refused" && book.lock(cell.row, cell.column));
    this.pasteSaid(trouble ? "warn" : "", summary(laid, left) + (locked ? ` ${locked.column.label}: ${locked.reason}.` : ""), changed.length > 0);
  }

  /** What became of a paste, with the way back; it stays beside what the checks find, until something else is done.
   * @param {""|"warn"} kind @param {string} text @param {boolean} undone whether there is anything to take back */
  pasteSaid(kind, text, undone) {
    this.said(kind, text, undone ? [{ label: "Hoàn tác", act: () => this.steps.undo() }] : []);
  }

  /** Say what stands until something else is done: until the next cell is touched or saved, or as long as `waits` says.
   * @param {""|"warn"|"error"} kind @param {string} text @param {import("./view.js").Choice[]} choices @param {() => boolean} [waits] */
  said(kind, text, choices, waits) {
    this.after = { text, choices, waits };
    this.view.say(kind, text, choices);
  }

  /** What was said is over, unless it still waits for the teacher. */
  over() {
    if (!this.after || this.after.waits?.()) return;
    this.after = undefined;
    this.view.say("", this.resting);
  }

  /** Cells changed: draw them, keep them, check them. @param {string[]} keys */
  touched(keys) {
    this.over();
    const rows = new Set();
    keys.forEach((key) => { const place = this.book.at(key); if (place) { rows.add(place.row); this.view.paint(place.row, place.column); } });
    this.aside.choices(keys);
    this.keeper.keep();
    this.view.stale(rows);
    clearTimeout(this.timers.check);
    clearTimeout(this.timers.preview);
    this.timers.check = setTimeout(() => this.checkNow(), CHECK_AFTER);
    this.timers.preview = setTimeout(() => void this.keeper.preview(), PREVIEW_AFTER);
    return true;
  }

  /** Run the checks and say the result in the line above the table. */
  checkNow() {
    const before = [...this.view.hints.keys()];
    const hints = check(this.book.filled());
    const kept = [...this.view.hints].filter(([key]) => this.pasted?.has(key) && this.book.drafts.has(key));
    this.view.hints = new Map(kept);
    hints.flatMap((hint) => hint.cells ?? []).forEach((cell) => {
      const column = this.book.byKey.get(cell.key);
      if (column) this.view.hints.set(this.book.key(cell.row, column), cell.tip);
    });
    new Set([...before, ...this.view.hints.keys()]).forEach((key) => { const place = this.book.at(key); if (place && !this.book.faults.has(key) && !this.book.clashes.has(key)) this.view.paint(place.row, place.column); });
    const { text = "", choices = [] } = this.after ?? {};
    if (hints.length) this.view.say("warn", `${text} Kiểm tra trước khi lưu: ${hints.map((hint) => hint.text).join(" ")}`.trim(), choices);
    else if (this.view.note?.textContent?.includes("Kiểm tra trước khi lưu")) this.view.say("", text || this.resting, choices);
    return hints;
  }

  /** Hand everything unsaved to the queue; what looks wrong is asked about once, and saving again is the answer. */
  save() {
    this.#settle();
    clearTimeout(this.timers.check);
    clearTimeout(this.timers.preview);
    const hints = this.checkNow();
    const asked = JSON.stringify([hints, [...this.book.drafts]]);
    if (hints.length && asked !== this.asked) {
      this.asked = asked;
      const text = `Kiểm tra trước khi lưu: ${hints.map((hint) => hint.text).join(" ")} Chưa lưu: nếu đúng, bấm lưu lần nữa.`;
      this.view.say("warn", text, [{ label: "Đúng, vẫn lưu · Ctrl+S", act: () => this.save() }]);
      return;
    }
    this.asked = "";
    this.keeper.save(hints);
  }

  /** For the keeper: cells changed from outside. @param {string[]} keys */
  refresh(keys) {
    const hand = this.writing && this.view.active ? this.book.key(this.row, this.view.active) : ""; // what is being written stays
    keys.filter((key) => key !== hand).forEach((key) => { const place = this.book.at(key); if (place) this.view.paint(place.row, place.column); });
    this.aside.choices(keys);
  }
}

customElements.define("hb-grid", Grid);
