/**
 * On a touch screen levels are picked, not typed: the codes of the column stand in a bar at the bottom
 * while one is in a cell, a touch writes one and goes on to the next pupil. No keyboard comes up.
 *
 * @typedef {import("./model.js").Placed} Placed
 */
import { make } from "./make.js";
import { fingers } from "./view.js";

export class Pick {
  /** @param {import("./grid.js").Grid} grid */
  constructor(grid) {
    this.grid = grid;
    if (!fingers()) return;
    this.bar = make("div", { className: "grid-pick", hidden: true });
    this.bar.setAttribute("role", "group");
    this.bar.addEventListener("pointerdown", (event) => event.preventDefault()); // the cell keeps the focus
    this.bar.addEventListener("mousedown", (event) => event.preventDefault());
    grid.append(this.bar);
    grid.addEventListener("focusin", (event) => this.#come(event.target));
    grid.addEventListener("focusout", () => { if (this.bar) this.bar.hidden = true; });
  }

  /** @param {EventTarget|null} target */
  #come(target) {
    const { active } = this.grid.view;
    if (!this.bar || !active || active.kind !== "level" || !(target instanceof HTMLInputElement) || !target.closest("td.on")) return;
    const tool = (/** @type {string} */ code, /** @type {string} */ label) => {
      const face = make("button", { type: "button" }, make("b", { textContent: code || "Xóa" }), ...(label ? [make("small", { textContent: label })] : []));
      face.addEventListener("click", () => this.#take(active, code));
      return face;
    };
    this.bar.setAttribute("aria-label", `Chọn mức, ${active.label}`);
    this.bar.replaceChildren(...active.codes.map((code, at) => tool(code, active.labels[at] ?? "")), tool("", ""));
    this.bar.hidden = false;
  }

  /** @param {Placed} column @param {string} code */
  #take(column, code) {
    const { row } = this.grid;
    this.grid.commit(row, column, code);
    if (code) this.grid.move("down", { row, column });
  }
}
