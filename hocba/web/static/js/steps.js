/** Taking back and doing again: the grid goes to the cells and says it, so that nothing changes where nobody looks. */
export class Steps {
  /** @param {import("./grid.js").Grid} grid */
  constructor(grid) {
    this.grid = grid;
  }

  undo() { return this.#turned(this.grid.book.undo(), "hoàn tác"); }

  redo() { return this.#turned(this.grid.book.redo(), "làm lại"); }

  /** @param {string[]} keys @param {string} act */
  #turned(keys, act) {
    const { grid } = this;
    grid.touched(keys);
    const place = keys.flatMap((key) => grid.book.at(key) ?? [])[0];
    if (!place) grid.view.say("", `Không còn gì để ${act}.`);
    else {
      this.#show(place.row, place.column);
      const what = keys.length > 1 ? `${keys.length} ô` : `${grid.book.rows[place.row].name}, ${place.column.label}`;
      grid.said("", `Đã ${act}: ${what}. Chưa lưu.`, []);
    }
    return true;
  }

  /** With a keyboard one goes on from there; on a touch screen a focus would raise the keyboard.
   * @param {number} row @param {import("./model.js").Placed} column */
  #show(row, column) {
    const { grid } = this;
    if (matchMedia("(pointer: fine)").matches) return grid.focusCell(row, column);
    if (column !== grid.view.active && !column.locked) grid.activate(column);
    return grid.book.td(row, column).scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
