// At the door: whatever was on its way when the session ended did not arrive, and whoever wrote it is told that it is still there.
const drafts = Object.keys(sessionStorage).filter((key) => key.startsWith("draft:"));
for (const key of drafts) {
    sessionStorage.setItem(key, JSON.stringify({ ...JSON.parse(sessionStorage.getItem(key)), sent: false }));
}
const notice = document.querySelector("[data-kept]");
if (notice !== null) { notice.hidden = drafts.length === 0; }
