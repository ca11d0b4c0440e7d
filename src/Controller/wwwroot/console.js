// The clock and the count-downs, and what the page does when its connection breaks. Everything else is the server's.
(() => {
    "use strict";

    // Server time minus this machine's clock; the document says when it was made.
    const arrived = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
    const offset = Number(document.body.dataset.now) - arrived;
    const now = () => Date.now() + offset;

    // Times are the town's; who sits in another zone is told whose they are.
    const zone = document.body.dataset.zone;
    const hour = (timeZone) => new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format(Date.now());
    const nameZone = () => {
        const isOther = hour(zone) !== hour(undefined);
        document.querySelectorAll("[data-zone-name]").forEach((element) => { element.hidden = !isOther; });
    };

    const wall = (style) => new Intl.DateTimeFormat("zh-CN", { timeZone: zone, hourCycle: "h23", ...style });
    const clock = wall({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
    const minute = wall({ hour: "2-digit", minute: "2-digit" });

    // The same words as TownTime.Left and TownTime.Span.
    const [second, minuteLong, minuteShort, hourly, daily] = document.documentElement.lang === "en" ? ["s", "min", "min", "h", "d"] : ["秒", "分钟", "分", "小时", "天"];
    const span = (seconds) =>
        seconds < 60 ? `${seconds} ${second}`
        : seconds < 3600 ? `${Math.floor(seconds / 60)} ${minuteLong}`
        : seconds < 86400 ? `${Math.floor(seconds / 3600)} ${hourly} ${Math.floor(seconds % 3600 / 60)} ${minuteShort}`
        : `${Math.floor(seconds / 86400)} ${daily} ${Math.floor(seconds % 86400 / 3600)} ${hourly}`;
    const two = (number) => String(number).padStart(2, "0");
    const left = (seconds) => seconds >= 3600 ? span(seconds) : `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;

    // The text node is changed and never replaced: the framework holds on to it.
    const say = (element, text) => {
        if (element.firstChild === null) { element.textContent = text; }
        else if (element.firstChild.nodeValue !== text) { element.firstChild.nodeValue = text; }
    };

    // Whoever uses the page stays logged in; a page that nobody uses says so instead of letting a button fail.
    const idle = Number(document.body.dataset.idle);
    let [usedAt, askedAt] = [Date.now(), Date.now()];
    ["pointerdown", "keydown", "wheel"].forEach((name) => addEventListener(name, () => { usedAt = Date.now(); }, { capture: true, passive: true }));
    // Another look at the same address, never the same form once more.
    const afresh = () => location.replace(location.pathname + location.search);

    // A page on which somebody has written stays and says so itself (drafts.js).
    let isOver = false;
    const end = () => {
        if (isOver) { return; }
        isOver = true;
        if (document.dispatchEvent(new CustomEvent("console-expired", { cancelable: true }))) { afresh(); }
    };
    const ask = async () => {
        askedAt = Date.now();
        try {
            if ((await fetch("/api/session", { cache: "no-store" })).status === 401) { end(); }
        } catch { /* The line is down: that is shown elsewhere. */ }
    };
    setInterval(() => {
        if (usedAt > askedAt) { ask(); } else if (Date.now() - usedAt > idle) { afresh(); }
    }, 60000);

    let lostAt = null;
    const tick = () => {
        const at = now();
        document.querySelectorAll("[data-clock]").forEach((element) => say(element, clock.format(at)));
        document.querySelectorAll("b[data-until]").forEach((element) =>
            say(element, left(Math.max(0, Math.ceil((element.dataset.until - at) / 1000)))));
        document.querySelectorAll("i[data-from]").forEach((element) => {
            const part = (at - element.dataset.from) / (element.dataset.until - element.dataset.from);
            element.style.width = `${Math.min(100, Math.max(0, part * 100)).toFixed(1)}%`;
        });
        if (lostAt !== null) {
            document.querySelectorAll("[data-lost-for]").forEach((element) => say(element, span(Math.floor((at - lostAt) / 1000))));
        }
    };
    tick();
    setInterval(tick, 1000);

    // The framework gives up after a while; a phone that wakes up or a server that comes back deserves another try.
    const again = async () => {
        try {
            if (!(await Blazor.reconnect()) && !(await Blazor.resumeCircuit()) && !isOver) { afresh(); }
        } catch { /* Still away: the next try is seconds ahead. */ }
    };
    let retrying = null;
    const stopRetrying = () => { clearInterval(retrying); retrying = null; };
    document.addEventListener("visibilitychange", () => { if (retrying !== null && !document.hidden) { again(); } });

    const strip = document.getElementById("components-reconnect-modal");
    strip?.addEventListener("components-reconnect-state-changed", ({ detail: { state } }) => {
        strip.hidden = state === "hide";
        if (state === "hide") {
            lostAt = null;
            stopRetrying();
            document.dispatchEvent(new CustomEvent("console-back"));
        } else if (lostAt === null) {
            lostAt = now();
            document.querySelectorAll("[data-lost-at]").forEach((element) => say(element, minute.format(lostAt)));
            tick();
            document.dispatchEvent(new CustomEvent("console-lost"));
        }
        if (state !== "hide") { ask(); }
        if (state === "failed" && retrying === null) { retrying = setInterval(again, 5000); }
        if (state === "rejected" && !isOver) { afresh(); }
    });

    nameZone();
    globalThis.Blazor?.addEventListener("enhancedload", nameZone);

    // For the time without a server (sw.js). Browsers have it over https and on the machine itself.
    const keepForOffline = async () => {
        try {
            await navigator.serviceWorker?.register("/sw.js");
            (await navigator.serviceWorker?.ready)?.active?.postMessage("refresh");
        } catch { /* A browser that refuses has no page for that time; everything else is as it was. */ }
    };
    keepForOffline();
    globalThis.Blazor?.addEventListener("enhancedload", keepForOffline);

    document.addEventListener("click", ({ target }) => { if (target.closest("[data-print]")) { print(); } });

    // Esc and a click elsewhere close 停止 and menus.
    document.addEventListener("click", ({ target }) =>
        document.querySelectorAll("details.stop[open], details.menu[open]").forEach((panel) => { if (!panel.contains(target)) { panel.open = false; } }));
    document.addEventListener("keydown", ({ key }) => {
        if (key === "Escape") { document.querySelectorAll("details.stop[open], details.menu[open]").forEach((panel) => { panel.open = false; }); }
    });
})();
