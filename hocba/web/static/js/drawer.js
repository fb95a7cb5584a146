/**
 * The side sheet (a bottom sheet on a phone): reasons and histories open beside the work, not over it.
 *
 * Any link with data-drawer opens in it; without this script the link is an ordinary page.
 */

import { restoreForms } from "./kept.js";

/** @type {HTMLElement|null} */
let origin = null;

/** @returns {HTMLElement} */
function frame() {
  const found = document.getElementById("drawer");
  if (found) return found;
  const aside = document.createElement("aside");
  aside.id = "drawer";
  aside.className = "drawer";
  aside.hidden = true;
  aside.tabIndex = -1;
  aside.setAttribute("aria-labelledby", "drawer-title");
  const head = document.createElement("header");
  const title = Object.assign(document.createElement("h2"), { id: "drawer-title" });
  const close = Object.assign(document.createElement("button"), { type: "button", textContent: "✕" });
  close.setAttribute("aria-label", "Đóng");
  close.addEventListener("click", shut);
  head.append(title, close);
  aside.append(head, document.createElement("div"));
  aside.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
  document.body.append(aside);
  return aside;
}

/** Close it and go back to where the reader was. */
export function shut() {
  const aside = document.getElementById("drawer");
  if (!aside || aside.hidden) return;
  aside.hidden = true;
  origin?.focus();
  origin = null;
}

/** @param {HTMLElement} body @param {string} text */
function say(body, text) {
  const p = Object.assign(document.createElement("p"), { className: "pad muted", textContent: text });
  body.replaceChildren(p);
}

/**
 * Fetch an HTML fragment of our own server and show it.
 * @param {string} url @param {string} title @param {HTMLElement|null} [from] gets the focus back
 */
export async function open(url, title, from = null) {
  const aside = frame();
  const body = /** @type {HTMLElement} */ (aside.lastElementChild);
  origin = from ?? /** @type {HTMLElement} */ (document.activeElement);
  /** @type {HTMLElement} */ (aside.querySelector("h2")).textContent = title;
  say(body, "Đang mở…");
  aside.hidden = false;
  aside.focus();
  try {
    const response = await fetch(url, { credentials: "same-origin", headers: { "HX-Request": "true" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    body.innerHTML = await response.text();
    restoreForms(body);
  } catch {
    say(body, "Chưa mở được. Kiểm tra đường truyền rồi thử lại.");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-drawer]") : null;
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void open(link.href, link.dataset.drawer || link.textContent || "", link);
});
