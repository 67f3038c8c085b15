/**
 * Keeps the shell of the screen, so that a browser that starts before the till has a page.
 *
 * Answers of the till are never kept: what is true stands in its log alone.
 */

const SHELL = "shell-1";
/** How long a page is waited for: a till that is just starting takes longer than its kept page. */
const PATIENCE_MS = 700;
const PAGES = ["/till", "/hub", "/customer", "/setup", "/", "/favicon.svg", "/manifest.webmanifest"];

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => Promise.allSettled(PAGES.map((page) => keepWhole(shell, page))))
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

/** Keep a page, and what it names: the page that registers us was loaded without us. */
async function keepWhole(shell, page) {
  const response = await fetch(page);
  if (!response.ok) return;
  await shell.put(page, response.clone());
  const named = (await response.text()).match(/\/assets\/[\w.-]+/g) ?? [];
  await Promise.allSettled(
    named.map(async (asset) => (await shell.match(asset)) ?? shell.add(asset)),
  );
}

/** Assets have their content in their name: the kept one is right. Pages are asked for first. */
async function answered(request, immutable) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request, { ignoreSearch: true });
  if (immutable && kept) return kept;
  const fresh = fetched(request, shell);
  if (!kept) return fresh;
  const told = fresh.then((response) => (response.status >= 500 ? kept : response));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([told.catch(() => kept), late]);
}

async function fetched(request, shell) {
  const response = await fetch(request);
  if (response.ok) await shell.put(request, response.clone());
  return response;
}
