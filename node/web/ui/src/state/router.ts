/** Which page is shown; it stands in the address, so that a reload shows it again. */

import { computed, signal } from "@preact/signals";

const place = signal(location.hash);
addEventListener("hashchange", () => (place.value = location.hash));

/** Where Esc leads in the end: a till sells, a hub looks on. */
export const home = signal<"sell" | "overview">("sell");

/** The page and what it is about, as in `#/refund/B1T1-12`. */
export const route = computed(() => {
  const [page = "", about = ""] = place.value.replace(/^#\/?/, "").split("/");
  return { page: page || home.value, about: decodeURIComponent(about) };
});

export function go(page: string, about = ""): void {
  location.hash = `#/${page}${about ? `/${encodeURIComponent(about)}` : ""}`;
}
