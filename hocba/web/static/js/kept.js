/**
 * Forms with data-keep="name": what is typed stays on this machine until the server has it, so that a line
 * that drops, a session that ends or a closed tab costs nothing. Grids keep their own (keep.js).
 *
 * A word that comes back with the page has arrived and is dropped. Otherwise it is put back where the page
 * still shows what it showed then; where it does not, or where the field cannot be written any more, it is shown
 * beside the field and the person decides.
 *
 * @typedef {HTMLInputElement|HTMLTextAreaElement} Field
 * @typedef {{at: string, words: Record<string, {seen: string, typed: string}>}} Kept
 */
import { make } from "./make.js";

const SENT = "hocba:sent";
const TYPED = "textarea[name], input[name]:not([type]), input[name][type=text]";

/** @param {HTMLFormElement} form */
const keyOf = (form) => `hocba:form:${document.body.dataset.user ?? ""}:${form.dataset.keep}`;

/** As the server cleans it. @param {string} text */
const clean = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** @param {HTMLFormElement} form @returns {Field[]} */
const all = (form) => [.../** @type {NodeListOf<Field>} */ (form.querySelectorAll(TYPED))];

/** @param {HTMLFormElement} form */
const fields = (form) => all(form).filter((field) => !field.disabled);

/** What is kept for fields that cannot be written any more. @param {HTMLFormElement} form */
function stranded(form) {
  const words = read(keyOf(form))?.words ?? {};
  return Object.fromEntries(all(form).filter((field) => field.disabled && words[field.name]).map((field) => [field.name, words[field.name]]));
}

/** @param {string} key @returns {Kept|null} */
function read(key) {
  try { return JSON.parse(localStorage.getItem(key) ?? "null"); } catch { return null; }
}

/** @param {string} key @param {Kept} kept */
function write(key, kept) {
  try {
    if (Object.keys(kept.words).length) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch { /* this machine keeps nothing */ }
}

/** What the server has of a field: a page shown again with a fault shows what was sent instead. @param {Field} field */
const seen = (field) => field.dataset.seen ?? field.defaultValue;

/** @param {HTMLFormElement} form */
function keep(form) {
  const words = Object.fromEntries(fields(form).filter((field) => clean(field.value) !== clean(seen(field))).map((field) => [field.name, { seen: seen(field), typed: field.value }]));
  write(keyOf(form), { words: { ...stranded(form), ...words }, at: new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" }) });
}

/** A line before the form. @param {HTMLFormElement} form @param {string} kind @param {string} text @param {{label: string, act: () => void}[]} [choices] */
function say(form, kind, text, choices = []) {
  form.querySelector(":scope > .note.kept")?.remove();
  const buttons = choices.map(({ label, act }) => { const face = make("button", { type: "button", className: "small", textContent: label }); face.addEventListener("click", act); return face; });
  const line = make("div", { className: `note kept ${kind}` }, make("div", { textContent: text }), ...buttons);
  line.setAttribute("role", "status");
  form.prepend(line);
}

/** Beside a field that shows something new: what was typed, for the person to take. @param {Field} field @param {string} typed @param {string} at */
function offer(field, typed, at) {
  const take = make("button", { type: "button", className: "small", textContent: "Dùng lời này" });
  const line = make("p", { className: "err kept" }, make("span", { textContent: `Lời gõ lúc ${at}, chưa lưu: ${typed}` }), take);
  take.addEventListener("click", () => { field.value = typed; line.remove(); if (field.form) keep(field.form); });
  field.after(line);
}

/** Beside a field that cannot be written any more: what was typed, to be copied or let go of. @param {HTMLFormElement} form @param {Field} field @param {string} typed @param {string} at */
function show(form, field, typed, at) {
  const drop = make("button", { type: "button", className: "small", textContent: "Bỏ" });
  const line = make("p", { className: "err kept" }, make("span", { textContent: `Lời gõ lúc ${at}, chưa lưu, ô nay không ghi được: ${typed}` }), drop);
  drop.addEventListener("click", () => {
    const kept = read(keyOf(form));
    if (kept) { delete kept.words[field.name]; write(keyOf(form), kept); }
    line.remove();
  });
  field.after(line);
}

/** Put back what a form of this name had when it was last here. @param {HTMLFormElement} form */
function restore(form) {
  const key = keyOf(form);
  const kept = read(key);
  if (!kept) return;
  const faulty = form.dataset.unsaved !== undefined;
  let back = 0;
  for (const field of all(form).filter(({ disabled, name }) => disabled && kept.words[name])) {
    const { typed } = kept.words[field.name];
    if (clean(typed) !== clean(field.defaultValue)) show(form, field, typed, kept.at);
  }
  for (const field of fields(form)) {
    const word = kept.words[field.name];
    if (!word) continue;
    const arrived = clean(word.typed) === clean(field.defaultValue);
    if (faulty) field.dataset.seen = word.seen;
    else if (!arrived && clean(word.seen) !== clean(field.defaultValue)) { offer(field, word.typed, kept.at); continue; }
    if (!arrived) { field.value = word.typed; back += 1; }
  }
  if (back) say(form, "info", `Đã đưa lại ${back} ô gõ lúc ${kept.at}, chưa lưu.`, [{ label: "Bỏ", act: () => { fields(form).forEach((field) => { field.value = seen(field); }); keep(form); form.querySelector(".note.kept")?.remove(); } }]);
  else if (!faulty && !form.querySelector(".err.kept")) write(key, { at: "", words: {} });
}

/** Restore the forms in a part of the page. @param {ParentNode} root */
export function restoreForms(root) {
  if (document.body.dataset.user) root.querySelectorAll("form[data-keep]").forEach((form) => restore(/** @type {HTMLFormElement} */ (form)));
}

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-keep]") : null;
  if (form instanceof HTMLFormElement && document.body.dataset.user) keep(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.keep === undefined) return;
  if (!navigator.onLine) {
    event.preventDefault();
    say(form, "warn", "Mất đường truyền: lời đã gõ giữ trên máy này. Có mạng lại thì bấm lưu lần nữa.");
    form.scrollIntoView({ block: "nearest" });
    return;
  }
  sessionStorage.setItem(SENT, keyOf(form));
});

// The page after a form was sent: a word of success means that all that could be written has arrived.
const sent = sessionStorage.getItem(SENT);
if (sent && document.body.dataset.user) {
  sessionStorage.removeItem(SENT);
  if (document.querySelector("main > .note.ok")) {
    const form = [.../** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keep]"))].find((one) => keyOf(one) === sent);
    write(sent, { at: read(sent)?.at ?? "", words: form ? stranded(form) : {} });
  }
}
restoreForms(document);
