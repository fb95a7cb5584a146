/**
 * Keeping and sending for one grid: this machine's copy, the queue, the other tabs, and the words
 * in the line below the table.
 *
 * @typedef {import("./queue.js").Batch} Batch
 * @typedef {import("./model.js").Change} Change
 */
import { read } from "./parse.js";
import { Queue, Store, uuid } from "./queue.js";
import { make } from "./make.js";

const ROLL_CALL = 250; // how long other open pages have to answer

/** The hints about a column as the log keeps them: codes, columns and counts, no names.
 * @param {import("./checks.js").Hint[]} hints @param {string} column */
const confirmed = (hints, column) => hints.filter((hint) => hint.column === column).map(({ code, other, count, of }) => ({ code, other, count, of }));

export class Keeper {
  /** @param {import("./grid.js").Grid} grid @param {import("./model.js").Book} book @param {import("./view.js").View} view */
  constructor(grid, book, view) {
    this.grid = grid;
    this.book = book;
    this.view = view;
    const { user = "", book: name = "", saveUrl = "" } = grid.dataset;
    this.store = new Store(user, name);
    this.queue = new Queue(saveUrl, () => this.token(), {
      saved: (batch, answer) => this.#saved(batch, answer),
      refused: (batch, message, problems) => this.#refused(batch, message, problems),
      state: (state) => { this.state = state; this.words(); },
    });
    this.state = "idle";
    this.receipt = "";
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(`hocba:${user}:${name}`) : null;
    this.onUnload = (/** @type {BeforeUnloadEvent} */ event) => { if (this.store.broken && this.#unsaved()) event.preventDefault(); };
  }

  /** The token of this page: the element's own, else the page's meta. */
  token() {
    return this.grid.dataset.csrf ?? document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? "";
  }

  start() {
    addEventListener("beforeunload", this.onUnload);
    this.words();
    this.channel?.addEventListener("message", (event) => this.#heard(event.data));
    this.alive = new Set();
    if (!this.store.others().length) return;
    this.channel?.postMessage({ say: "who" });
    this.calling = setTimeout(() => this.#adopt(), this.channel ? ROLL_CALL : 0);
  }

  stop() {
    removeEventListener("beforeunload", this.onUnload);
    clearTimeout(this.calling);
    this.queue.stop();
    this.channel?.close();
  }

  /** Take over what closed pages left: drafts come back as drafts, batches go out with their old ids. */
  #adopt() {
    /** @type {Set<string>} */
    const back = new Set();
    for (const page of this.store.others().filter((other) => !this.alive?.has(other))) {
      const kept = this.store.take(page);
      kept.batches.forEach((batch) => this.book.queued(batch.changes));
      this.queue.batches.push(...kept.batches);
      this.book.adopt(kept.drafts).forEach((key) => back.add(key));
      kept.faults.forEach(([key, raw]) => { this.#wrong(key, raw); back.add(key); });
      this.keep();
      if (!this.store.broken) this.store.drop(page);
      this.grid.refresh([...this.book.drafts.keys(), ...this.book.pending.keys(), ...this.book.faults.keys()]);
    }
    const shut = [...back].filter((key) => this.book.locks.has(key)).length;
    if (back.size) this.grid.said(shut ? "warn" : "", `Đã đưa lại ${back.size} ô gõ dở từ lần mở trước. Chưa lưu.${shut ? ` ${shut} ô nay không ghi được: xem ở «ô cần sửa».` : ""}`, []);
    if (!this.grid.writing) this.grid.arrive(); // the first empty cell may be another one now
    if (this.queue.batches.length) this.queue.again();
  }

  /** An entry that was no value, typed in a page that is closed. @param {string} key @param {string} raw */
  #wrong(key, raw) {
    const place = this.book.at(key);
    if (place && this.book.locks.has(key)) return this.book.stranded(key, raw);
    const result = place && read(place.column, raw, "pasted");
    if (result && !result.ok) this.book.faults.set(key, { raw, reason: result.reason, suggest: result.suggest });
  }

  /** @param {{say: string, page?: string, cells?: {key: string, wire: import("./parse.js").Wire}[], results?: any, counts?: any}} message */
  #heard(message) {
    if (message.say === "who") this.channel?.postMessage({ say: "here", page: this.store.page });
    if (message.say === "here" && message.page) this.alive?.add(message.page);
    if (message.say !== "saved" || !message.cells) return;
    const fresh = message.cells.filter(({ key }) => !this.book.drafts.has(key) && !this.book.pending.has(key));
    fresh.forEach(({ key, wire }) => this.book.confirmed(key, wire));
    const keys = fresh.map(({ key }) => key);
    this.grid.refresh(keys);
    this.view.flash(keys);
    this.view.results(message.results);
    this.view.counts(message.counts);
    const left = message.cells.length - fresh.length;
    this.grid.said(left ? "warn" : "", `Thẻ khác của thầy cô vừa lưu ${message.cells.length} ô${left ? `; ${left} ô đang sửa ở đây được giữ nguyên` : ""}.`, []);
  }

  /** Put the present state on this machine. */
  keep() {
    const faults = [...this.book.faults].map(([key, { raw }]) => /** @type {[string, string]} */ ([key, raw]));
    this.store.write({ drafts: [...this.book.changes(true).values()].flat(), batches: this.queue.batches, faults });
    this.words();
  }

  /** Drafts become batches, one a column, stored before they are sent.
   * @param {import("./checks.js").Hint[]} [hints] what the teacher was shown and saves all the same; it goes into the log */
  save(hints = []) {
    const byColumn = this.book.changes();
    const batches = [...byColumn].map(([column, changes]) => ({ request_id: uuid(), column, changes, confirmed: confirmed(hints, column) }));
    batches.forEach((batch) => this.book.queued(batch.changes));
    this.grid.refresh(batches.flatMap((batch) => this.#keys(batch.changes)));
    this.queue.batches.push(...batches);
    this.keep();
    if (this.queue.batches.length) this.queue.again();
    else this.#nothing();
  }

  #nothing() {
    const left = this.book.clashes.size + this.book.faults.size;
    this.view.say(left ? "warn" : "", left ? `Không có ô nào gửi được: ${left} ô còn chờ thầy cô chọn hoặc sửa.` : "Không có ô nào thay đổi, mọi điểm đã lưu.");
  }

  /** @param {Change[]} changes */
  #keys(changes) {
    return changes.flatMap((change) => { const place = this.book.locate(change); return place ? [this.book.key(place.row, place.column)] : []; });
  }

  /** @param {Batch} batch @param {any} answer */
  #saved(batch, answer) {
    const conflicts = new Map((answer.conflicts ?? []).map((/** @type {any} */ one) => [`${one.student}|${one.term}:${one.slot}`, one]));
    /** @type {{key: string, wire: import("./parse.js").Wire}[]} */
    const cells = [];
    for (const change of batch.changes) {
      const key = `${change.student}|${change.term}:${change.slot}`;
      const theirs = conflicts.get(key);
      if (theirs) this.book.clash(change, { now: theirs.now, by: theirs.by, at: theirs.at });
      else { this.book.confirmed(key, change.new); cells.push({ key, wire: change.new }); }
    }
    const keys = this.#keys(batch.changes);
    this.grid.refresh(keys);
    this.view.flash(cells.map(({ key }) => key));
    this.view.results(answer.results);
    this.view.counts(answer.counts);
    this.receipt = cells.length || !conflicts.size ? `${answer.saved_at}|${answer.receipt}` : this.receipt;
    this.channel?.postMessage({ say: "saved", cells, results: answer.results, counts: answer.counts });
    if (conflicts.size) this.grid.said("warn", `${conflicts.size} ô đã có người khác sửa trước. Điểm của họ chưa bị thay: chọn giữ bên nào ở từng ô.`, [], () => this.book.clashes.size > 0);
    else if (!this.book.drafts.size) { this.grid.over(); this.grid.checkNow(); } // what was said of unsaved cells is over
    this.keep();
  }

  /** @param {Batch} batch @param {string} message @param {{student: number, slot: string, message: string}[]} problems */
  #refused(batch, message, problems) {
    const keys = this.book.returned(batch.changes);
    for (const problem of problems) {
      const change = batch.changes.find(({ student, slot }) => student === problem.student && slot === problem.slot);
      const place = change && this.book.locate(change);
      if (!place) continue;
      const td = this.book.td(place.row, place.column);
      const raw = this.view.input(place.row, place.column)?.value ?? td.firstChild?.textContent ?? "";
      this.book.faults.set(this.book.key(place.row, place.column), { raw, reason: problem.message });
    }
    this.grid.refresh(keys);
    this.grid.said("error", `Chưa lưu: ${message}`, []);
    this.keep();
  }

  /** Averages as they would be after saving, when the server offers to work them out. */
  async preview() {
    const url = this.grid.dataset.previewUrl;
    const changes = [...this.book.changes().values()].flat();
    if (!url || !changes.length || this.state === "waiting") return;
    try {
      const response = await fetch(url, {
        method: "POST", credentials: "same-origin", redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify({ request_id: uuid(), column: this.view.active?.key ?? "", changes }),
      });
      if (!response.ok) return; // the cells keep saying "tính lại khi lưu"
      this.view.results((await response.json()).results, true);
    } catch {
      // offline: the averages come with the save
    }
  }

  #unsaved() {
    return this.book.drafts.size + this.queue.cells;
  }

  /** The line below the table. */
  words() {
    if (!this.view.saved || !this.view.kept) return;
    const waiting = this.queue.cells;
    const drafts = this.book.drafts.size;
    const tool = (/** @type {string} */ label, /** @type {() => void} */ act) => { const face = make("button", { type: "button", className: "small", textContent: label }); face.addEventListener("click", act); return face; };
    const [at, receipt] = this.receipt.split("|");
    if (waiting && this.state === "waiting") this.view.saved.replaceChildren(make("span", { className: "wait", textContent: `${this.queue.why || "Mất đường truyền:"} ${waiting} ô giữ trên máy này, sẽ tự gửi lại. ` }), tool("Gửi lại", this.queue.again));
    else if (waiting && this.state === "login") this.view.saved.replaceChildren(make("span", { className: "fail", textContent: `Phiên làm việc đã hết: ${waiting} ô giữ trên máy này. Đăng nhập lại thì các ô này tự được gửi. ` }), tool("Đăng nhập lại", () => location.reload()));
    else if (waiting) this.view.saved.replaceChildren(`Đang gửi ${waiting} ô…`);
    else if (at) this.view.saved.replaceChildren("Đã lưu ", make("b", { textContent: at }), " · biên nhận ", this.grid.dataset.receiptUrl ? make("a", { href: `${this.grid.dataset.receiptUrl}${receipt}/`, textContent: receipt }) : make("b", { textContent: receipt }));
    else this.view.saved.replaceChildren(this.grid.dataset.reading === undefined ? "Chưa có thay đổi trong lần mở này" : "");
    const place = this.store.broken ? "máy này không cho giữ tạm, đừng đóng trang trước khi lưu" : "giữ trên máy này";
    this.view.kept.className = this.store.broken && drafts ? "fail" : "";
    const wrong = this.book.faults.size + this.book.clashes.size;
    this.view.kept.replaceChildren(drafts ? `${drafts} ô chưa lưu, ${place} ` : "", ...(wrong ? [tool(`${wrong} ô cần sửa`, () => this.grid.aside.mend())] : []));
  }
}
