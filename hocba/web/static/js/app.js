/**
 * Small helps on every page. Everything works without them; nothing here knows a school word.
 * data-drawer (drawer.js) · data-dialog="#id" opens a dialog · data-close closes it · data-print ·
 * .drop shows the chosen file · .menu closes when left · data-go submits its form on change.
 */
import "./drawer.js";
import "./kept.js";

/** @param {Element} target */
function pressed(target) {
  const opener = target.closest("[data-dialog]");
  const dialog = opener && document.querySelector(opener.getAttribute("data-dialog") ?? "");
  if (dialog instanceof HTMLDialogElement) dialog.showModal();
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  if (target.closest("[data-print]")) print();
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(target)) menu.removeAttribute("open"); });
}

document.addEventListener("click", (event) => { if (event.target instanceof Element) pressed(event.target); });

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.removeAttribute("open"); menu.querySelector("summary")?.focus(); });
});

document.addEventListener("change", (event) => {
  const input = event.target;
  if (input instanceof HTMLInputElement && input.type === "file") named(input);
  if (input instanceof HTMLElement && input.matches("[data-go]")) input.closest("form")?.requestSubmit();
});

/** @param {HTMLInputElement} input */
function named(input) {
  const drop = input.closest(".drop");
  const title = drop?.querySelector("b");
  if (!drop || !title || !input.files) return;
  drop.classList.toggle("full", input.files.length > 0);
  title.textContent = input.files.length === 1 ? input.files[0].name : `${input.files.length} tệp`;
}

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    const drop = event.target instanceof Element ? event.target.closest(".drop") : null;
    const input = drop?.querySelector("input[type=file]");
    if (!drop || !(input instanceof HTMLInputElement) || !(event instanceof DragEvent)) return;
    event.preventDefault();
    drop.classList.toggle("over", name === "dragover");
    if (name === "drop" && event.dataTransfer?.files.length) { input.files = event.dataTransfer.files; named(input); }
  });
}

// A strip wider than the screen opens where its chosen place is, without moving the page.
for (const strip of document.querySelectorAll(".bar nav, .tabs, .seg, .scroll")) {
  const chosen = strip.querySelector("a[aria-current], thead [aria-current], label:has(> :checked)");
  if (!chosen || strip.scrollWidth <= strip.clientWidth) continue;
  const [at, here] = [chosen.getBoundingClientRect(), strip.getBoundingClientRect()];
  strip.scrollLeft += at.left - here.left - (strip.clientWidth - at.width) / 2;
}
