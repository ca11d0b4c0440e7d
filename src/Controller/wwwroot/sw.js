// Without a server the console has one page left: today's plan and the telephone numbers, as they were at the last visit. Nothing
// else is kept here, and nothing after somebody has logged out.
const STORE = "offline";
const PAGE = "/offline";

const forget = () => caches.delete(STORE);

const refresh = async () => {
    // A session that has ended is led to the door: what was kept stays as it is.
    const answer = await fetch(PAGE, { cache: "no-store", redirect: "manual" }).catch(() => null);
    if (answer === null || !answer.ok) { return; }
    const text = await answer.clone().text();
    const parts = [...new Set([...text.matchAll(/href="(?:\/)?([^":#?]+\.(?:css|svg))/g)].map(([, path]) => new URL(path, self.location.origin).href))];
    const store = await caches.open(STORE);
    await Promise.all(parts.map(async (part) => {
        if (await store.match(part) === undefined) { await store.add(part); }
    }));
    await store.put(PAGE, answer);
    const wanted = new Set([...parts, new URL(PAGE, self.location.origin).href]);
    await Promise.all((await store.keys()).filter(({ url }) => !wanted.has(url)).map((old) => store.delete(old)));
};

const stored = async (failed) => (await caches.match(PAGE)) ?? failed ?? Response.error();

// A proxy that says that there is nothing behind it is no server either.
const through = async (request) => {
    try {
        const answer = await fetch(request);
        return answer.status >= 502 && answer.status <= 504 ? await stored(answer) : answer;
    } catch {
        return stored(null);
    }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { if (event.data === "refresh") { event.waitUntil(refresh()); } });
self.addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (origin !== self.location.origin) { return; }
    if (request.mode === "navigate") {
        if (pathname === "/logout") { event.waitUntil(forget()); return; }
        // Of what is sent, only 停止 is answered here: whoever presses it must hear that it did not arrive, and whom to call.
        if (request.method === "GET" || pathname === "/stop") { event.respondWith(through(request)); }
        return;
    }
    if (request.method === "GET" && (request.destination === "style" || pathname.endsWith(".svg"))) {
        event.respondWith(fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true })) ?? Response.error()));
    }
});
