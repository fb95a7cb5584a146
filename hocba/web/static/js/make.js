/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {Partial<HTMLElementTagNameMap[T]>} [set] @param {...(Node|string)} inner
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, set = {}, ...inner) {
  const node = Object.assign(document.createElement(tag), set);
  node.append(...inner);
  return node;
}
