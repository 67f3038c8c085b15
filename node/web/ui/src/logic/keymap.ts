/** Which key does what. F5 reloads the page in every browser and is nobody's here. */

export const ACTIONS = [
  "help",
  "search",
  "customer",
  "hold",
  "recall",
  "quantity",
  "discount",
  "pay",
  "exact",
  "menu",
  "times",
  "back",
] as const;
export type Action = (typeof ACTIONS)[number];
export type Keymap = Record<Action, string>;

export const KEYS: Keymap = {
  help: "F1",
  search: "F2",
  customer: "F3",
  hold: "F4",
  recall: "F6",
  quantity: "F7",
  discount: "F8",
  pay: "F9",
  exact: "F10",
  menu: "F12",
  times: "*",
  back: "Escape",
};

/** What a page knows these two as, whichever keys they were given. */
const PLAIN: Partial<Record<Action, string>> = { times: "*", back: "Escape" };

/** Return the key that a page is told of: another than was pressed where it was given another. */
export function plainKey(keymap: Keymap, key: string): string {
  return PLAIN[actionOf(keymap, key) ?? "help"] ?? key;
}

export const NEVER_BOUND = new Set(["F5", "Escape", "Enter", "Tab", "Backspace"]);

/** Return a keymap with one key changed; the action that had it takes the old one. */
export function bound(keymap: Keymap, action: Action, key: string): Keymap {
  const old = keymap[action];
  const other = ACTIONS.find((each) => keymap[each] === key && each !== action);
  // What is typed, and Esc, mean on every page what they mean: nobody else is given them.
  if (isPlain(key) || (other !== undefined && isPlain(old))) return keymap;
  return { ...keymap, [action]: key, ...(other === undefined ? {} : { [other]: old }) };
}

function isPlain(key: string): boolean {
  return NEVER_BOUND.has(key) || /^[\d.,*]$/.test(key);
}

export function actionOf(keymap: Keymap, key: string): Action | null {
  return NEVER_BOUND.has(key) ? null : (ACTIONS.find((each) => keymap[each] === key) ?? null);
}
