/**
 * Saves that survive a bad line and a closed tab.
 *
 * A batch is stored before it is sent and keeps its request id through every retry, so the server
 * can answer a repeated one with its first receipt. Each open page has a record of its own under
 * hocba:<user>:<book>:<page>; a page that starts takes over the records of pages that are gone.
 *
 * @typedef {import("./model.js").Change} Change
 * @typedef {{request_id: string, column: string, changes: Change[],
 *   confirmed?: {code: string, other: string, count: number, of: number}[]}} Batch
 * @typedef {{drafts: Change[], batches: Batch[], faults: [string, string][]}} Kept `faults`: cell and what was typed, which is no value
 * @typedef {{receipt: string, saved_at: string, saved: number, conflicts?: object[], results?: object, counts?: object}} Answer
 * @typedef {{saved: (batch: Batch, answer: Answer) => void,
 *   refused: (batch: Batch, message: string, problems: {student: number, slot: string, message: string}[]) => void,
 *   state: (state: "idle"|"sending"|"waiting"|"login") => void}} Heard
 */

const LONGEST_WAIT = 60_000;
const PATIENCE = 30_000;

/** A random id; crypto.randomUUID is missing on plain http, as in a school without TLS. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What this page keeps on this machine. */
export class Store {
  /** @param {string} user @param {string} book */
  constructor(user, book) {
    this.prefix = `hocba:${user}:${book}:`;
    this.page = uuid();
    this.broken = false;
  }

  /** @param {Kept} kept */
  write(kept) {
    try {
      if (kept.drafts.length || kept.batches.length || kept.faults.length) localStorage.setItem(this.prefix + this.page, JSON.stringify(kept));
      else localStorage.removeItem(this.prefix + this.page);
      this.broken = false;
    } catch {
      this.broken = true; // the page then says so and warns before it is closed
    }
  }

  /** Records of other pages of this user and book. @returns {string[]} page ids */
  others() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length)).filter((page) => page !== this.page);
    } catch {
      return [];
    }
  }

  /** Take over one record. @param {string} page @returns {Kept} */
  take(page) {
    const key = this.prefix + page;
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      return { drafts: kept?.drafts ?? [], batches: kept?.batches ?? [], faults: kept?.faults ?? [] };
    } catch {
      return { drafts: [], batches: [], faults: [] };
    }
  }

  /** @param {string} page */
  drop(page) {
    localStorage.removeItem(this.prefix + page);
  }
}

export class Queue {
  /** @param {string} url @param {() => string} token the CSRF token of the page @param {Heard} heard */
  constructor(url, token, heard) {
    this.url = url;
    this.token = token;
    this.heard = heard;
    /** @type {Batch[]} */
    this.batches = [];
    this.tries = 0;
    /** Why the server could not take the last batch, in its own words; "" when the line is down. */
    this.why = "";
    this.busy = false;
    this.timer = 0;
    addEventListener("online", this.again);
  }

  stop() {
    removeEventListener("online", this.again);
    clearTimeout(this.timer);
  }

  /** How many cells are on their way. */
  get cells() { return this.batches.reduce((sum, batch) => sum + batch.changes.length, 0); }

  /** @param {Batch[]} batches */
  push(...batches) {
    this.batches.push(...batches);
    this.again();
  }

  /** Try at once, whatever the waiting time was. */
  again = () => {
    clearTimeout(this.timer);
    this.tries = 0;
    void this.#run();
  };

  async #run() {
    if (this.busy) return;
    this.busy = true;
    try {
      while (this.batches.length) {
        this.heard.state("sending");
        const kept = await this.#send(this.batches[0]);
        if (kept) {
          this.heard.state(kept);
          if (kept === "waiting") this.#later();
          return;
        }
        this.tries = 0;
      }
      this.heard.state("idle");
    } finally {
      this.busy = false;
    }
  }

  #later() {
    const wait = Math.min(LONGEST_WAIT, 2000 * 2 ** this.tries);
    this.tries += 1;
    this.timer = setTimeout(() => void this.#run(), wait);
  }

  /** Send one batch; it leaves the queue when the server has decided about it.
   * @param {Batch} batch @returns {Promise<"waiting"|"login"|null>} why it stays, or null when it is gone */
  async #send(batch) {
    const answer = await this.#post(batch);
    this.why = "";
    if (answer === null) return "waiting";
    const body = await this.#json(answer);
    if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
      this.why = body?.message ? `${body.message} Mã yêu cầu ${body.request_id}.` : "Máy chủ chưa trả lời được.";
      return "waiting";
    }
    if (answer.ok && body) {
      this.batches.shift();
      this.heard.saved(batch, body);
      return null;
    }
    // No JSON: the log-in page, or a token that has run out. Nothing is decided; keep everything.
    if (!body) return "login";
    this.batches.shift();
    this.heard.refused(batch, String(body.message ?? "Máy chủ không nhận các ô này."), body.problems ?? []);
    return null;
  }

  /** @param {Batch} batch @returns {Promise<Response|null>} null when the line is down */
  async #post(batch) {
    try {
      return await fetch(this.url, {
        method: "POST", credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify(batch),
      });
    } catch {
      return null;
    }
  }

  /** @param {Response} response */
  async #json(response) {
    if (!(response.headers.get("Content-Type") ?? "").includes("json")) return null;
    try {
      return await response.json();
    } catch {
      return null;
    }
  }
}
