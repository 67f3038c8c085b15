/** Words as they are compared: lower case, without accents, without punctuation. */

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
const BETWEEN_WORDS = /[^\p{L}\p{N}]+/gu;

export function folded(text: string): string {
  const lower = text.toLowerCase();
  // Most names have no accents, and taking them off is the slow part.
  const bare = PLAIN_ASCII.test(lower)
    ? lower
    : lower.normalize("NFD").replace(/\p{M}+/gu, "").replaceAll("ß", "ss");
  return bare.replace(BETWEEN_WORDS, " ").trim();
}
