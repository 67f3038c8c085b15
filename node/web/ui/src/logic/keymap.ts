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
};

export const NEVER_BOUND = new Set(["F5", "Escape", "Enter", "Tab", "Backspace"]);

/** Return a keymap with one key changed; the action that had it takes the old one. */
export function bound(keymap: Keymap, action: Action, key: string): Keymap {
  if (NEVER_BOUND.has(key) || /^[\d.,*]$/.test(key)) return keymap;
  const other = ACTIONS.find((each) => keymap[each] === key);
  const swapped = { ...keymap, [action]: key };
  if (other !== undefined && other !== action) swapped[other] = keymap[action];
  return swapped;
}

export function actionOf(keymap: Keymap, key: string): Action | null {
  return NEVER_BOUND.has(key) ? null : (ACTIONS.find((each) => keymap[each] === key) ?? null);
}
