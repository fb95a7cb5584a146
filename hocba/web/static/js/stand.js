/**
 * Cells that cannot be written are stood on all the same: they say why, and Enter goes to the way out
 * («Xin sửa điểm», «Xin mở sổ»). So whatever the mouse reaches, the arrows reach too.
 *
 * @typedef {import("./model.js").Placed} Placed
 */
import { actOf } from "./keys.js";

export class Stand {
  /** @param {import("./grid.js").Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.book = grid.book;
    grid.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** @param {number} row @param {Placed} column */
  go(row, column) {
    const td = this.book.td(row, column);
    td.tabIndex = -1;
    td.focus({ preventScroll: true });
    td.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.grid.aside.lock(column, this.book.lock(row, column), row);
  }

  /** In a book without any open cell the first one stands ready for the keyboard. */
  ready() {
    const [column] = this.book.columns;
    if (column && this.book.rows.length && !this.book.open().length) this.book.td(0, column).tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const td = event.target;
    if (!(td instanceof HTMLTableCellElement)) return;
    const row = this.book.rowOf.get(Number(td.closest("tr")?.dataset.student));
    const column = this.book.columns.find(({ index }) => index === td.cellIndex);
    if (row === undefined || !column) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.grid.aside.lock(column, this.book.lock(row, column), row);
      return /** @type {HTMLElement|null} */ (this.grid.querySelector(".grid-note :is(a, button)"))?.focus();
    }
    const act = actOf(event, { kind: "count", writing: false, placed: false });
    if (act === "history") this.grid.aside.history(row, column, td);
    else if ((act === "restore" || act === "clear") && this.grid.aside.drop(row, column)) this.grid.aside.lock(column, this.book.lock(row, column), row);
    else if (act === "undo" || act === "redo") this.grid.steps[act]();
    else if (!act || !["up", "down", "left", "right", "first", "last", "next", "previous"].includes(act) || !this.grid.move(act, { row, column })) return;
    event.preventDefault();
  }
}
