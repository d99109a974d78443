// Keeps files that never change, and one page for when nothing answers.  Pages are never kept: each
// carries the name of its own connection, and a stale one would reload without end.

const KEPT = "sound-forge-1";
const AT_HAND = ["/offline", "/icons/icon-192.png", "/static/tokens.css"];
const LASTING = /^\/_nicegui\/[^/]+\/(static|components|libraries|esm|resources)\/|^\/static\/dist\/.*\.woff2$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(AT_HAND)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || request.headers.has("range")) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match("/offline")));
  else if (LASTING.test(address.pathname)) event.respondWith(fromKept(request));
  else if (address.pathname === "/static/tokens.css") {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});

async function takeOver() {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
  await self.clients.claim();
}

async function fromKept(request) {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
}
