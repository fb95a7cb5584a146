/**
 * The book as this page knows it: what is saved, what is on its way, what is only written here.
 * No drawing and no network. Cells are addressed by (row index, column).
 *
 * @typedef {import("./parse.js").Column & {index: number}} Placed a column and the index of its cell in a row
 * @typedef {import("./parse.js").Wire} Wire
 * @typedef {{row: number, column: Placed, wire: Wire}} Step
 * @typedef {{student: number, term: number, slot: string, seen: Wire, new: Wire}} Change
 * @typedef {{raw: string, reason: string, suggest?: Wire}} Fault an entry that is no value
 * @typedef {{key: string, before: Wire, after: Wire, had?: Fault, has?: Fault}} Move a cell's value and fault, before and after
 */
import { columnOf, show, wireOf } from "./parse.js";

/** @param {number|string} student @param {string} key */
const cellKey = (student, key) => `${student}|${key}`;

export class Book {
  /** @param {HTMLTableElement} table header in the last row of thead, one cell a column, no spans in tbody */
  constructor(table) {
    const heads = [...table.tHead?.rows[table.tHead.rows.length - 1].cells ?? []];
    /** @type {Placed[]} */
    this.columns = heads.map((th, index) => ({ th, index })).filter(({ th }) => th.dataset.col).map(({ th, index }) => ({ ...columnOf(th), index }));
    this.heads = heads;
    /** @type {Map<string, number>} */
    this.results = new Map(heads.map((th, index) => [th.dataset.result ?? "", index]));
    this.results.delete("");
    this.rows = [...table.tBodies[0]?.rows ?? []].filter((tr) => tr.dataset.student).map((tr) => ({
      tr, student: Number(tr.dataset.student), name: tr.querySelector("th")?.firstChild?.textContent?.trim() ?? "",
    }));
    this.byKey = new Map(this.columns.map((column) => [column.key, column]));
    this.rowOf = new Map(this.rows.map(({ student }, row) => [student, row]));
    /** @type {Map<string, Wire>} what the server last said */
    this.base = new Map();
    this.locks = new Map();
    this.rows.forEach(({ tr, student }) => this.columns.forEach((column) => {
      const td = tr.cells[column.index];
      this.base.set(cellKey(student, column.key), wireOf(column, td));
      const lock = td.dataset.lock ?? (column.locked ? column.why || "cột đã khóa" : "");
      if (lock) this.locks.set(cellKey(student, column.key), lock);
    }));
    /** @type {Map<string, Wire>} written here, not yet handed to the queue */
    this.drafts = new Map();
    /** @type {Map<string, Wire>} in the queue */
    this.pending = new Map();
    /** @type {Map<string, Wire>} what an adopted draft had seen, when it is not what this page shows */
    this.seen = new Map();
    /** @type {Map<string, {now: Wire, by: string, at: string}>} somebody else wrote first; waits for a choice */
    this.clashes = new Map();
    /** @type {Map<string, Fault>} entries that are no value, and what the server refused */
    this.faults = new Map();
    /** @type {Move[][]} */
    this.done = [];
    /** @type {Move[][]} */
    this.undone = [];
  }

  /** @param {number} row @param {{key: string}} column */
  key(row, column) { return cellKey(this.rows[row].student, column.key); }

  /** What helps at a cell that is not typed into, or at the head of its column: "open", "correct".
   * @param {number|undefined} row @param {Placed} column */
  ways(row, column) {
    if (row === undefined) return column.ways.head;
    const { way, lock } = this.td(row, column).dataset;
    if (lock !== undefined) return way ?? "";
    return this.now(row, column) === null ? column.ways.empty : column.ways.filled;
  }

  /** @param {number} row @param {Placed} column */
  td(row, column) { return this.rows[row].tr.cells[column.index]; }

  /** Where a key of this page points, or null when the pupil or column is not on it. @param {string} key */
  at(key) {
    const cut = key.indexOf("|");
    const row = this.rowOf.get(Number(key.slice(0, cut)));
    const column = this.byKey.get(key.slice(cut + 1));
    return row === undefined || !column ? null : { row, column };
  }

  /** The same for a change as it goes over the wire. @param {{student: number, term: number, slot: string}} change */
  locate(change) { return this.at(cellKey(change.student, `${change.term}:${change.slot}`)); }

  /** @param {string} key */
  known(key) { return (this.pending.has(key) ? this.pending.get(key) : this.base.get(key)) ?? null; }

  /** @param {number} row @param {{key: string}} column @returns {Wire} what the cell holds for the writer */
  now(row, column) {
    const key = this.key(row, column);
    return (this.drafts.has(key) ? this.drafts.get(key) : this.known(key)) ?? null;
  }

  /** @param {number} row @param {{key: string}} column @returns {string} why it cannot be written, or "" */
  lock(row, column) { return this.locks.get(this.key(row, column)) ?? ""; }

  /** Open columns, in order. @returns {Placed[]} */
  open() { return this.columns.filter((column) => !column.locked); }

  /** @param {string} key @param {Wire} wire @param {Fault} [fault] @returns {boolean} whether the cell is another one now */
  #put(key, wire, fault) {
    const before = this.drafts.has(key) ? this.drafts.get(key) ?? null : this.known(key);
    const moved = before !== wire || this.faults.get(key)?.raw !== fault?.raw;
    if (fault) this.faults.set(key, fault);
    else this.faults.delete(key);
    if (wire === this.known(key) && !this.seen.has(key)) this.drafts.delete(key);
    else this.drafts.set(key, wire);
    return moved;
  }

  /** Write cells as one undoable step; an entry that is no value is part of it and leaves the value as it is.
   * @param {Step[]} steps @param {(Fault & {row: number, column: {key: string}})[]} [faulty] @returns {string[]} keys that changed */
  write(steps, faulty = []) {
    const values = steps.map(({ row, column, wire }) => ({ row, column, after: wire, has: undefined }));
    const faults = faulty.map(({ row, column, raw, reason, suggest }) => ({ row, column, after: this.now(row, column), has: { raw, reason, suggest } }));
    const moved = [...values, ...faults].map(({ row, column, after, has }) => ({ key: this.key(row, column), before: this.now(row, column), after, had: this.faults.get(this.key(row, column)), has }))
      .filter(({ key, after, has }) => this.#put(key, after, has));
    if (!moved.length) return [];
    this.done.push(moved);
    this.undone = [];
    return moved.map(({ key }) => key);
  }

  /** @returns {string[]} keys that changed; a saved mark taken back becomes an unsaved change again */
  undo() { return this.#turn(this.done, this.undone, ({ key, before, had }) => this.#put(key, before, had)); }

  /** @returns {string[]} */
  redo() { return this.#turn(this.undone, this.done, ({ key, after, has }) => this.#put(key, after, has)); }

  /** Steps that would change nothing any more (Esc took them back) are passed over.
   * @param {Move[][]} from @param {Move[][]} to @param {(move: Move) => boolean} put @returns {string[]} */
  #turn(from, to, put) {
    for (let step = from.pop(); step; step = from.pop()) {
      to.push(step);
      const changed = step.filter(put);
      if (changed.length) return changed.map(({ key }) => key);
    }
    return [];
  }

  /** The drafts as changes, by column; `all` also those that wait for a choice or were refused.
   * @param {boolean} [all] @returns {Map<string, Change[]>} */
  changes(all = false) {
    /** @type {Map<string, Change[]>} */
    const byColumn = new Map();
    for (const [key, wire] of this.drafts) {
      const place = this.at(key);
      if (!place || (!all && (this.clashes.has(key) || this.faults.has(key)))) continue;
      const { column } = place;
      const seen = this.seen.has(key) ? this.seen.get(key) ?? null : this.known(key);
      const list = byColumn.get(column.key) ?? [];
      list.push({ student: this.rows[place.row].student, term: column.term, slot: column.slot, seen, new: wire });
      byColumn.set(column.key, list);
    }
    return byColumn;
  }

  /** The drafts of these changes are now in the queue. @param {Change[]} changes */
  queued(changes) {
    changes.forEach((change) => {
      const key = cellKey(change.student, `${change.term}:${change.slot}`);
      this.pending.set(key, change.new);
      this.seen.delete(key);
      if (this.drafts.get(key) === change.new) this.drafts.delete(key);
    });
  }

  /** Take changes back from the queue as drafts. @param {Change[]} changes @returns {string[]} */
  returned(changes) {
    return changes.map((change) => {
      const key = cellKey(change.student, `${change.term}:${change.slot}`);
      this.pending.delete(key);
      if (!this.drafts.has(key) && change.new !== this.base.get(key)) this.drafts.set(key, change.new);
      return key;
    });
  }

  /** The server has it. @param {string} key @param {Wire} wire */
  confirmed(key, wire) {
    if (this.pending.get(key) === wire) this.pending.delete(key);
    this.base.set(key, wire);
    if (this.drafts.has(key) && this.drafts.get(key) === wire) this.drafts.delete(key);
  }

  /** Somebody else wrote first: keep mine as a draft and wait for the choice.
   * @param {Change} change @param {{now: Wire, by: string, at: string}} theirs @returns {string} */
  clash(change, theirs) {
    const [key] = this.returned([change]);
    this.base.set(key, theirs.now);
    if (!this.drafts.has(key)) this.drafts.set(key, change.new);
    this.seen.set(key, change.seen);
    this.clashes.set(key, theirs);
    return key;
  }

  /** @param {string} key @param {boolean} mine keep mine (to be saved over theirs, knowingly), or take theirs */
  choose(key, mine) {
    this.clashes.delete(key);
    this.seen.delete(key);
    if (!mine || this.drafts.get(key) === this.base.get(key)) this.drafts.delete(key);
  }

  /** An entry in a cell that cannot be written any more: it stays to be seen, and is not sent. @param {string} key @param {string} raw */
  stranded(key, raw) { this.faults.set(key, { raw, reason: `${this.locks.get(key)}: điều đã gõ chưa vào sổ` }); }

  /** Let go of what was written here in a cell. @param {string} key */
  drop(key) { [this.drafts, this.faults, this.seen, this.clashes].forEach((kept) => kept.delete(key)); }

  /** Take over what another page of this user left behind. @param {Change[]} changes @returns {string[]} */
  adopt(changes) {
    return changes.flatMap((change) => {
      const place = this.locate(change);
      if (!place) return [];
      const key = this.key(place.row, place.column);
      if (this.drafts.has(key) || this.base.get(key) === change.new) return [];
      this.drafts.set(key, change.new);
      if (change.seen !== this.base.get(key)) this.seen.set(key, change.seen);
      if (this.locks.has(key)) this.stranded(key, show(place.column, change.new));
      return [key];
    });
  }

  /** Columns filled as checks want them. @returns {import("./checks.js").Filled[]} */
  filled() {
    return this.columns.map((column) => ({
      column,
      now: this.rows.map((_, row) => this.now(row, column)),
      was: this.rows.map((_, row) => this.base.get(this.key(row, column)) ?? null),
      touched: this.rows.map((_, row) => this.drafts.has(this.key(row, column))),
    }));
  }
}
