// Notes when the page's largest content was painted, and how long a dropped entry takes until it stands drawn in its new day.
globalThis.paintedMs = 0;
new PerformanceObserver((list) => list.getEntries().forEach((entry) => { globalThis.paintedMs = Math.max(globalThis.paintedMs, entry.startTime); }))
    .observe({ type: "largest-contentful-paint", buffered: true });

globalThis.markMs = [];
document.addEventListener("dragover", () => {
    const from = performance.now();
    requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => globalThis.markMs.push(performance.now() - from); channel.port2.postMessage(0); });
}, true);

/** Milliseconds from the next drop to the frame that shows an entry of that title in the day. */
globalThis.watchDrop = (title, day) => {
    globalThis.dropMs = new Promise((resolve) => {
        document.addEventListener("drop", () => {
            const from = performance.now();
            const stands = () => [...document.querySelectorAll(`.day[data-day="${day}"] .slot`)].some((slot) => slot.textContent.includes(title));
            const look = () => {
                if (!stands()) { return; }
                observer.disconnect();
                requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = () => resolve(performance.now() - from); channel.port2.postMessage(0); });
            };
            const observer = new MutationObserver(look);
            observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        }, { capture: true, once: true });
    });
};
