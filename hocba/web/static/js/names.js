/**
 * Names as they are compared: the rules of hocba/kernel/names.py, for a page without a line. Pure.
 */

/** @type {Record<string, string>} */
const TONES = { "\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5" };
/** @type {Record<string, string>} */
const SHAPES = { "a\u0306": "ă", "a\u0302": "â", "e\u0302": "ê", "o\u0302": "ô", "o\u031b": "ơ", "u\u031b": "ư" };

/** Free text as NFC, single spaces, without what nobody can see. @param {string} text */
export const clean = (text) => text.normalize("NFC").replace(/\s+/g, " ").replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u034f]/gu, "").replace(/ +/g, " ").trim();

/** @param {string} word */
function syllable(word) {
  /** @type {string[]} */
  const letters = [];
  let tones = "";
  for (const char of word.normalize("NFD")) {
    const shaped = SHAPES[(letters[letters.length - 1] ?? "") + char];
    if (TONES[char]) tones += TONES[char];
    else if (shaped) letters[letters.length - 1] = shaped;
    else if (!/\p{M}/u.test(char)) letters.push(char);
  }
  return letters.join("") + tones;
}

/** A name as it is compared: lower case, one kind of apostrophe, the tone free of the vowel it stands on. @param {string} text */
export const fold = (text) => clean(text).toLowerCase().replace(/[\u2019\u2018\u02bc`\u00b4]/g, "'").split(/[\s\-.]+/).filter(Boolean).map(syllable).join(" ");

/** The words of a text without accents and capitals. @param {string} text @returns {string[]} */
export const words = (text) => clean(text).toLowerCase().normalize("NFD").replace(/đ/g, "d").replace(/[\u0300-\u036f]/g, "").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

/** The same without spaces: "Đỗ Hà" → "doha". @param {string} text */
export const plain = (text) => words(text).join("");

/** The same with the words in one order, whatever theirs. @param {string} text */
export const bag = (text) => words(text).sort().join(" ");

/** A heading as it is compared: no accents, capitals, brackets, stars. @param {string} text */
export const heading = (text) => words(text.replace(/\([^)]*\)/g, " ")).join(" ") || words(text).join(" ");

/** Words written as a name is: each begins with a capital, at least two. @param {string} text */
export const looksLikeName = (text) => /^\p{Lu}[\p{L}\p{M}'’ʼ.-]*( \p{Lu}[\p{L}\p{M}'’ʼ.-]*){1,7}$/u.test(clean(text));

/** Whether two words differ by one letter at most (put in, left out, another, or two exchanged). @param {string} a @param {string} b */
export function near(a, b) {
  if (a === b) return true;
  let head = 0;
  while (head < a.length && a[head] === b[head]) head += 1;
  const [x, y] = [a.slice(head), b.slice(head)];
  return x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1) || (x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2));
}
