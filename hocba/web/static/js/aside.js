/**
 * What stands beside the table: the column chooser, undo and history for hands without a keyboard,
 * the reason of a lock, the choice in a conflict, and the side sheet with reasons and histories.
 */
import { open as openDrawer } from "./drawer.js";
import { fold, read, show } from "./parse.js";
import { make } from "./make.js";

/** @typedef {import("./model.js").Placed} Placed */

/** What to type in this kind of column where it is shorter than what it means. @param {Placed} column @returns {string[][]} */
function shortcuts(column) {
  if (column.kind === "score") return [["75", "thành 7,5"]];
  if (column.kind === "text") return [["Ctrl+Enter", "xuống dòng"]];
  if (column.kind !== "level") return [];
  const keys = column.codes.map((code) => {
    const typed = [...fold(code)].map((_, end) => fold(code).slice(0, end + 1));
    return typed.find((text) => { const result = read(column, text, "typed"); return result.ok && result.wire === code; }) ?? code;
  });
  const shorter = keys.map((key, at) => [key, column.codes[at]]).filter(([key, code]) => key.toUpperCase() !== code.toUpperCase());
  if (shorter.length) return shorter;
  return column.labels.join("").length < 20 ? keys.map((key, at) => [key, (column.labels[at] ?? "").toLowerCase()]) : keys.map((key) => [key, ""]);
}

export class Aside {
  /** @param {import("./grid.js").Grid} grid @param {import("./model.js").Book} book @param {import("./view.js").View} view */
  constructor(grid, book, view) {
    this.grid = grid;
    this.book = book;
    this.view = view;
  }

  /** Fill the line of tools above the table. */
  tools() {
    const slot = this.grid.querySelector(".grid-tools");
    if (!slot || !this.book.open().length) return;
    const select = make("select", {}, ...this.book.columns.map((column) => make("option", { value: column.key, textContent: column.locked ? `${column.label} · khóa` : column.label })));
    select.setAttribute("aria-label", "Cột đang nhập");
    select.addEventListener("change", () => {
      const column = this.book.byKey.get(select.value);
      if (!column?.locked) { if (column) this.grid.activate(column); return; }
      select.value = this.view.active?.key ?? "";
      this.lock(column, column.why || "cột đã khóa", undefined); // on a phone the other columns are not in sight: here is the way to their way out
    });
    const tool = (/** @type {string} */ label, /** @type {() => void} */ act) => {
      const face = make("button", { type: "button", className: "quiet small", textContent: label });
      face.addEventListener("mousedown", (event) => event.preventDefault());
      face.addEventListener("click", act);
      return face;
    };
    slot.prepend(make("label", {}, make("span", { textContent: "Cột đang nhập" }), select), tool("Dán thông minh", () => this.grid.smart.ask()), tool("Đọc soát", () => this.grid.reader.start()), tool("Hoàn tác", () => this.grid.steps.undo()), tool("Nhật kí ô", () => {
      if (this.view.active) this.history(this.grid.row, this.view.active, this.view.input(this.grid.row, this.view.active));
    }));
    this.chooser = select;
    this.whole = tool("Cả bảng", () => this.one(!this.grid.classList.contains("one")));
    this.whole.classList.add("phone-only");
    select.closest("label")?.after(this.whole);
    this.one(true);
  }

  /** On a phone: one column at a time, or the whole table. @param {boolean} only */
  one(only) {
    this.grid.classList.toggle("one", only);
    if (this.whole) this.whole.textContent = only ? "Cả bảng" : "Từng cột";
  }

  /** @param {Placed} column */
  chosen(column) {
    if (this.chooser) this.chooser.value = column.key;
    const keys = shortcuts(column).flatMap(([key, means]) => [make("kbd", { textContent: key }), ` ${means} `]);
    this.grid.querySelector("[data-short]")?.replaceChildren(...keys);
  }

  /** Go to the next cell that waits for a choice or a repair, from where one stands. */
  mend() {
    const { book, view, grid } = this;
    const rank = (/** @type {number} */ row, /** @type {Placed} */ column) => row + book.rows.length * book.columns.indexOf(column);
    const waiting = [...book.faults.keys(), ...book.clashes.keys()].flatMap((key) => book.at(key) ?? []).sort((a, b) => rank(a.row, a.column) - rank(b.row, b.column));
    const here = view.active ? rank(grid.row, view.active) : -1;
    const next = waiting.find(({ row, column }) => rank(row, column) > here) ?? waiting[0];
    if (next) grid.focusCell(next.row, next.column);
  }

  /** Say why, and offer the ways out. @param {Placed} column @param {string} why @param {number|undefined} row */
  lock(column, why, row) {
    const { unlockUrl, correctUrl } = { ...this.grid.dataset, ...this.book.heads[column.index].dataset };
    const ways = this.book.ways(row, column);
    const more = [...this.#way(ways.includes("open") ? unlockUrl : "", "Xin mở sổ", column, row), ...this.#way(ways.includes("correct") ? correctUrl : "", column.kind === "text" || column.slot.includes("@") ? "Xin sửa" : "Xin sửa điểm", column, row)];
    const choices = row === undefined ? [] : [{ label: "Nhật kí ô", act: () => this.history(row, column, null) }];
    const typed = row === undefined ? undefined : this.book.faults.get(this.book.key(row, column));
    if (row !== undefined && typed) choices.unshift({ label: "Bỏ điều đã gõ · Esc", act: () => { this.drop(row, column); this.lock(column, why, row); } });
    this.view.say("warn", `${column.label}: ${why.replace(/\.$/, "")}.${typed ? ` «${typed.raw}» thầy cô gõ trước đó chưa vào sổ.` : ""}`, choices, more);
  }

  /** Let go of what was typed in a cell that cannot be written any more. @param {number} row @param {Placed} column @returns {boolean} */
  drop(row, column) {
    const key = this.book.key(row, column);
    if (!this.book.faults.has(key)) return false;
    this.book.drop(key);
    return this.grid.touched([key]);
  }

  /** A way out of a lock: a link that opens in the side sheet and knows the cell it was asked from.
   * @param {string|undefined} base @param {string} label @param {Placed} column @param {number|undefined} row */
  #way(base, label, column, row) {
    if (!base) return [];
    const url = new URL(base, location.href);
    url.searchParams.set("term", String(column.term));
    const { unlockUrl } = this.book.heads[column.index].dataset; // a page of several books: the book of this column knows it by its slot alone
    url.searchParams.set("slot", unlockUrl ? column.slot.replace(/@.*/, "") : column.slot);
    if (row !== undefined) url.searchParams.set("student", String(this.book.rows[row].student));
    const link = make("a", { href: url.href, textContent: label });
    link.dataset.drawer = `${label} · ${column.label}`;
    return [link];
  }

  /** @param {HTMLButtonElement} face the figure that was pressed */
  why(face) {
    const student = face.closest("tr")?.dataset.student ?? "";
    const name = face.closest("tr")?.querySelector("th")?.firstChild?.textContent?.trim() ?? "";
    this.#open(this.grid.dataset.whyUrl, { student, result: face.dataset.why ?? "" }, `Vì sao ${face.textContent}? · ${name}`, face);
  }

  /** @param {number} row @param {Placed} column @param {HTMLElement|null} from */
  history(row, column, from) {
    const { student, name } = this.book.rows[row];
    this.#open(this.grid.dataset.historyUrl, { student: String(student), term: String(column.term), slot: column.slot }, `${column.label} · ${name}`, from);
  }

  /** @param {string|undefined} base @param {Record<string, string>} query @param {string} title @param {HTMLElement|null} from */
  #open(base, query, title, from) {
    if (!base) return;
    const url = new URL(base, location.href);
    Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
    void openDrawer(url.href, title, from);
  }

  /** Bubbles with buttons: conflicts, and refused entries with a suggestion. @param {string[]} keys */
  choices(keys) {
    keys.forEach((key) => {
      const place = this.book.at(key);
      if (!place) return;
      const { row, column } = place;
      const td = this.book.td(row, column);
      const clash = this.book.clashes.get(key);
      const fault = this.book.faults.get(key);
      const word = (/** @type {import("./parse.js").Wire} */ wire) => show(column, wire) || "trống";
      const choose = (/** @type {boolean} */ mine) => () => { this.book.choose(key, mine); this.grid.touched([key]); };
      if (clash) {
        this.view.tip(td, `${clash.by} ghi ${clash.at}`, [{ label: `Của họ: ${word(clash.now)}`, act: choose(false) }, { label: `Của tôi: ${word(this.book.now(row, column))}`, act: choose(true) }]);
      } else if (fault) {
        const { suggest } = fault;
        this.view.tip(td, fault.reason, suggest === undefined ? [] : [{ label: `Ghi ${word(suggest)}`, act: () => this.grid.touched(this.book.write([{ row, column, wire: suggest }])) }]);
      }
    });
  }
}
