/**
 * Đọc soát: the browser's voice reads name and mark row by row while the teacher looks at the paper; or two
 * people call out, one row at a key. Afterwards the column is ticked as proof-read, with the values that were read.
 */
import { show } from "./parse.js";
import { make } from "./make.js";

/** @typedef {import("./model.js").Placed} Placed */

const RATES = [0.6, 0.8, 1, 1.2, 1.5, 1.8];
const PAUSE = 350;

/** The Vietnamese voice of this browser, or null. */
const voice = () => ("speechSynthesis" in window ? speechSynthesis.getVoices().find(({ lang }) => /^vi\b/i.test(lang)) ?? null : null);

export class Reader {
  /** @param {import("./grid.js").Grid} grid */
  constructor(grid) {
    this.grid = grid;
    this.rate = 2;
    this.at = -1;
    this.going = false;
    this.bar = make("div", { className: "grid-read", hidden: true });
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    grid.view.scroller.before(this.bar);
    if ("speechSynthesis" in window) speechSynthesis.getVoices(); // browsers load them on the first call
  }

  /** Why there is no voice, or "". */
  get silent() {
    if (!("speechSynthesis" in window)) return "trình duyệt này không biết đọc";
    return voice() ? "" : "máy này chưa cài giọng đọc tiếng Việt";
  }

  start() {
    const { view, book } = this.grid;
    if (!view.active || !book.rows.length) return;
    this.column = /** @type {Placed} */ (view.active);
    this.at = -1;
    this.spoken = !this.silent;
    this.bar.hidden = false;
    document.addEventListener("keydown", this.onKey, true);
    /** @type {HTMLElement|null} */ (document.activeElement)?.blur();
    this.going = this.spoken;
    this.#go(0);
  }

  stop() {
    this.#hush();
    this.#mark(-1);
    this.bar.hidden = true;
    document.removeEventListener("keydown", this.onKey, true);
    if (this.column) this.grid.view.input(this.grid.row, this.column)?.focus({ preventScroll: true });
  }

  #hush() {
    clearTimeout(this.timer);
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  /** @param {number} row */
  #mark(row) {
    this.grid.book.rows.forEach(({ tr }, each) => tr.classList.toggle("reading", each === row));
    this.grid.book.rows[row]?.tr.scrollIntoView({ block: "center" });
  }

  /** @param {number} row */
  #go(row) {
    this.#hush();
    this.at = Math.max(0, Math.min(row, this.grid.book.rows.length));
    this.#mark(this.at);
    this.#draw();
    if (this.going && this.at < this.grid.book.rows.length) this.#say();
  }

  /** The words of a cell. @param {number} row */
  #words(row) {
    const column = /** @type {Placed} */ (this.column);
    const text = show(column, this.grid.book.now(row, column));
    const label = column.labels[column.codes.indexOf(text)];
    return label ?? text.replace(",", " phẩy ");
  }

  #say() {
    const row = this.at;
    const said = new SpeechSynthesisUtterance(`${this.grid.book.rows[row].name}. ${this.#words(row) || "chưa có"}.`);
    said.lang = "vi-VN";
    said.voice = voice();
    said.rate = RATES[this.rate];
    said.onend = () => { if (this.going && this.at === row) this.timer = setTimeout(() => this.#go(row + 1), PAUSE); };
    speechSynthesis.speak(said);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    /** @type {Record<string, () => void>} */
    const acts = {
      " ": () => this.#toggle(), Enter: () => this.#go(this.at + 1), ArrowDown: () => this.#go(this.at + 1), ArrowUp: () => this.#go(this.at - 1),
      "+": () => this.#speed(1), "=": () => this.#speed(1), "-": () => this.#speed(-1), Escape: () => this.stop(),
    };
    const act = acts[event.key];
    if (!act || (event.target instanceof HTMLButtonElement && (event.key === " " || event.key === "Enter"))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  #toggle() {
    if (!this.spoken) return this.#go(this.at + 1);
    this.going = !this.going;
    return this.#go(this.at);
  }

  /** @param {number} step */
  #speed(step) {
    this.rate = Math.max(0, Math.min(RATES.length - 1, this.rate + step));
    this.#go(this.at);
  }

  #draw() {
    const { rows } = this.grid.book;
    const column = /** @type {Placed} */ (this.column);
    const ended = this.at >= rows.length;
    const tool = (/** @type {string} */ label, /** @type {() => void} */ act, className = "small") => { const face = make("button", { type: "button", className, textContent: label }); face.addEventListener("click", act); return face; };
    const head = make("span", { textContent: `Đọc soát ${column.label} · ${Math.min(this.at + 1, rows.length)}/${rows.length}` });
    const now = ended ? make("b", { textContent: "Hết cột." }) : make("b", {}, rows[this.at].name, " · ", this.#words(this.at).replace(" phẩy ", ",") || "chưa có");
    now.setAttribute("aria-live", this.spoken ? "off" : "polite");
    const speed = this.spoken ? [tool(this.going ? "Dừng · Space" : "Đọc tiếp · Space", () => this.#toggle()), tool("Chậm −", () => this.#speed(-1)), make("span", { textContent: `×${String(RATES[this.rate]).replace(".", ",")}` }), tool("Nhanh +", () => this.#speed(1))] : [make("span", { className: "muted", textContent: `Không có tiếng: ${this.silent}. Hai người gọi điểm: bấm ↓ từng em.` })];
    const done = this.grid.dataset.proofUrl && ended ? [tool("Đã soát xong cột này", () => void this.#done(), "small main")] : [];
    this.bar.replaceChildren(head, now, tool("↑", () => this.#go(this.at - 1)), tool("↓", () => this.#go(this.at + 1)), ...speed, ...done, tool("Thoát · Esc", () => this.stop()));
  }

  /** Tick the column, with the values that were read. */
  async #done() {
    const { book, view } = this.grid;
    const column = /** @type {Placed} */ (this.column);
    if (book.rows.some((_, row) => book.drafts.has(book.key(row, column)) || book.pending.has(book.key(row, column)))) { view.say("warn", "Còn ô chưa lưu ở cột này: lưu xong rồi mới đánh dấu đã soát."); return this.stop(); }
    const values = Object.fromEntries(book.rows.flatMap(({ student }, row) => { const wire = book.now(row, column); return wire === null ? [] : [[student, wire]]; }));
    try {
      const response = await fetch(this.grid.dataset.proofUrl ?? "", { method: "POST", credentials: "same-origin", redirect: "manual", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.grid.keeper.token() }, body: JSON.stringify({ term: column.term, slot: column.slot, values }) });
      const body = await response.json();
      view.say(response.ok ? "" : "warn", body.message ?? "");
      const small = book.heads[column.index].querySelector("small");
      if (response.ok && small && !small.textContent?.includes("đã soát")) small.textContent += " · đã soát";
    } catch {
      view.say("warn", "Chưa đánh dấu được: mất đường truyền. Bấm lại khi có mạng.");
    }
    return this.stop();
  }
}
