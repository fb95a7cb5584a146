/** The signing button says how many will be signed while single pupils are left out. Works without. */
for (const form of document.querySelectorAll("form[data-signing]")) {
  const button = form.querySelector("[data-count]");
  const boxes = [...form.querySelectorAll("input[name=leave]")];
  const said = button?.textContent ?? "";
  form.addEventListener("change", () => {
    const left = boxes.filter((box) => box instanceof HTMLInputElement && box.checked).length;
    if (!(button instanceof HTMLButtonElement)) return;
    button.textContent = left ? `${button.dataset.count} ${boxes.length - left} học bạ, để lại ${left}` : said;
    button.disabled = left === boxes.length;
  });
}
