/**
 * Keeps the shell of the screen, so that a browser that starts before the till has a page.
 *
 * Answers of the till are never kept: what is true stands in its log alone.
 */

const SHELL = "shell-1";
const PAGES = ["/till", "/hub", "/customer", "/setup", "/", "/favicon.svg", "/manifest.webmanifest"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => Promise.allSettled(PAGES.map((page) => shell.add(page))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin || pathname.startsWith("/api/")) return;
  event.respondWith(answered(event.request, pathname.startsWith("/assets/")));
});

/** Assets have their content in their name: the kept one is right. Pages are asked for first. */
async function answered(request, immutable) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request, { ignoreSearch: true });
  if (immutable && kept) return kept;
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await shell.put(request, fresh.clone());
    return fresh.status >= 500 && kept ? kept : fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
