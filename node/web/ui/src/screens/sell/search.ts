/** What is looked for among the goods: typed words, or a department. */

import { computed, signal } from "@preact/signals";
import { createRef } from "preact";
import { FOUND_MAX } from "../../logic/catalogue";
import { catalogue } from "../../state/catalogue";

export const search = signal("");
export const department = signal<string | null>(null);
export const searchField = createRef<HTMLInputElement>();

/** The goods to show: never more than a page of tiles, however large the catalogue is. */
export const found = computed(() => {
  const own = catalogue.value;
  if (search.value.trim()) return own.search(search.value);
  const shown = department.value ?? own.departments[0];
  return shown === undefined ? [] : own.inDepartment(shown, FOUND_MAX);
});
