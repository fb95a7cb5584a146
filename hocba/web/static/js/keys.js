/**
 * Which key means what. Pure: an event goes in, the name of an act comes out.
 *
 * A cell is *resting* (its whole content selected, as after arriving) or *writing* (typed into or
 * clicked into). Arrows leave a resting cell; in a writing text cell they move the caret.
 *
 * @typedef {"down"|"up"|"left"|"right"|"next"|"previous"|"first"|"last"|"restore"|"clear"|"save"|
 *   "undo"|"redo"|"history"|"newline"} Act
 * @typedef {{kind: import("./parse.js").Kind, writing: boolean, placed: boolean}} Where
 */

/** @type {Record<string, Act>} */
const MOVES = { ArrowDown: "down", ArrowUp: "up", ArrowLeft: "left", ArrowRight: "right", Home: "first", End: "last" };

/** @param {KeyboardEvent} event @returns {Act|null} */
function withControl(event) {
  const key = event.key.toLowerCase();
  if (key === "s") return "save";
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  if (key === "y") return "redo";
  if (event.key === "Enter") return "newline";
  if (event.key === "Home") return "first";
  if (event.key === "End") return "last";
  return null;
}

/**
 * @param {KeyboardEvent} event
 * @param {Where} where `placed`: the caret was put there with the pointer, so arrows belong to it
 * @returns {Act|null} null leaves the key to the browser
 */
export function actOf(event, where) {
  if (event.isComposing) return null; // Vietnamese input methods compose; never act in the middle
  if (event.ctrlKey || event.metaKey) return event.altKey ? null : withControl(event);
  if (event.altKey) return null;
  switch (event.key) {
    case "Enter": return event.shiftKey ? "up" : "down";
    case "Tab": return event.shiftKey ? "previous" : "next";
    case "Escape": return "restore";
    case "F2": return "history";
    case "ContextMenu": return "history";
    case "F10": return event.shiftKey ? "history" : null;
    case "Delete":
    case "Backspace": return where.writing ? null : "clear";
  }
  const move = MOVES[event.key];
  if (!move || event.shiftKey) return null;
  if (where.kind === "text") return where.writing ? null : move;
  const across = move !== "down" && move !== "up";
  return across && where.placed ? null : move;
}
