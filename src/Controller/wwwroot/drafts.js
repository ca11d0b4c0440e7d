// What somebody has written and not saved stays in this tab, by page and form, until it is saved or thrown away: over an ended
// session, a server that restarts, a reload. Never what is secret: passwords, codes, files.
const PREFIX = "draft:";
const account = document.body.dataset.account ?? "";
const secrets = /password|one-time-code|username/;

const here = () => location.pathname + location.search;
const keyOf = (form) => `${PREFIX}${here()}#${form.elements._handler?.value ?? form.getAttribute("action") ?? ""}`;
const keys = () => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
const load = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
const store = (key, draft) => sessionStorage.setItem(key, JSON.stringify({ ...draft, account }));

// A promise that has to be ticked is made anew.
const isTick = (field) => field.type === "checkbox" || field.type === "radio";
const isWritten = (field) => field.name !== "" && !field.name.startsWith("_")
    && field.matches("textarea, select, input:not([type=password], [type=hidden], [type=file], [type=submit], [type=button], [type=search])")
    && !secrets.test(field.getAttribute("autocomplete") ?? "") && !(isTick(field) && field.required);
const isOurs = (form) => form instanceof HTMLFormElement && form.method === "post" && form.closest("main") !== null && form.dataset.draft !== "off";
const written = (form) => {
    const seen = new Map();
    return [...form.elements].filter(isWritten).map((field) => {
        const nth = seen.get(field.name) ?? 0;
        seen.set(field.name, nth + 1);
        return { field, key: `${field.name}.${nth}`, value: isTick(field) ? field.checked : field.value };
    });
};
const isAsItCame = (field) =>
    isTick(field) ? field.checked === field.defaultChecked
    : field instanceof HTMLSelectElement ? [...field.options].every((option, index, all) => option.selected === (all.some((other) => other.defaultSelected) ? option.defaultSelected : index === 0))
    : field.value === field.defaultValue;

// --- What is said about it, in the open dialog or at the head of the page ---

const places = () => {
    const dialog = document.querySelector("dialog[open] [data-notices]");
    return [...document.querySelectorAll("[data-notices]")].map((place) => ({ place, isMeant: place === dialog || (dialog === null && place.closest("dialog") === null) }));
};
const showIn = (place, name, isShown) => {
    const notice = place.querySelector(`[data-notice=${name}]`);
    notice.hidden = !isShown;
    notice.classList.toggle("say", isShown);
    if (isShown && name !== "kept") { notice.scrollIntoView({ block: "nearest" }); }
};
const show = (name, isShown = true) => places().forEach(({ place, isMeant }) => showIn(place, name, isShown && isMeant));
const login = () => `/login?back=${encodeURIComponent(here())}`;

// --- Forms that are sent ---

const restore = (form) => {
    const draft = load(keyOf(form));
    if (draft === null) { return false; }
    const fields = written(form);
    const isSameShape = fields.length === Object.keys(draft.fields).length && fields.every(({ key }) => key in draft.fields);
    let hasChanged = false;
    for (const { field, key, value } of fields) {
        const kept = draft.fields[key];
        // Where the page has other lines than then, only what stands alone is put back.
        if (kept === undefined || kept === value || (!isSameShape && (isTick(field) || fields.some((other) => other.field !== field && other.field.name === field.name)))) { continue; }
        if (isTick(field)) { field.checked = kept; } else { field.value = kept; }
        hasChanged = true;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return hasChanged;
};
const forms = () => [...document.querySelectorAll("main form")].filter(isOurs);
const keepForm = (form) => {
    const fields = written(form);
    const key = keyOf(form);
    if (fields.length === 0) { return; }
    if (document.body.dataset.posted === undefined && fields.every(({ field }) => isAsItCame(field))) { sessionStorage.removeItem(key); return; }
    store(key, { fields: Object.fromEntries(fields.map(({ key: name, value }) => [name, value])) });
};
const hasWriting = () => named.size > 0 || forms().some((form) => sessionStorage.getItem(keyOf(form)) !== null);

// What was sent and answered is the server's now; what it gave back with a word about it is still the person's.
const settle = () => {
    const how = performance.getEntriesByType("navigation")[0]?.type;
    for (const key of keys()) {
        const draft = load(key);
        if (draft.account !== account) { sessionStorage.removeItem(key); continue; }
        if (!draft.sent) { continue; }
        const form = forms().find((each) => keyOf(each) === key);
        const cameBack = document.body.dataset.posted !== undefined && form !== undefined && written(form).every(({ key: name, value }) => draft.fields[name] === value);
        if (how !== "navigate" || cameBack) { store(key, { ...draft, sent: false }); } else { sessionStorage.removeItem(key); }
    }
};
const putBack = () => {
    // Every form is tried: no short cut.
    if (forms().map(restore).some((hasChanged) => hasChanged)) { show("kept"); }
};

const asked = async () => {
    try {
        const { status } = await fetch("/api/session", { cache: "no-store" });
        return status === 401 ? "expired" : status < 500 ? "in" : "away";
    } catch {
        return "away";
    }
};

let waiting = null;
const wait = () => {
    waiting ??= setInterval(async () => {
        const state = await asked();
        if (state === "away") { return; }
        clearInterval(waiting);
        waiting = null;
        show("away", false);
        if (state === "expired") { tell(state); }
    }, 3000);
};
let isExpired = false;
const tell = (state) => {
    isExpired ||= state === "expired";
    document.querySelectorAll("[data-login]").forEach((link) => { link.href = login(); });
    show("away", !isExpired);
    show("expired", isExpired);
    if (!isExpired) { wait(); }
};

for (const name of ["input", "change"]) {
    document.addEventListener(name, ({ target }) => { if (isOurs(target.form)) { keepForm(target.form); } });
}

// Before anything is sent that somebody has written, the server is asked whether it is there and still knows them.
document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isOurs(form) || sessionStorage.getItem(keyOf(form)) === null) { return; }
    if (form.dataset.asked === "yes") {
        delete form.dataset.asked;
        store(keyOf(form), { ...load(keyOf(form)), sent: true });
        return;
    }
    event.preventDefault();
    if (form.dataset.asked === "now") { return; }
    form.dataset.asked = "now";
    const submitter = event.submitter;
    const state = await asked();
    if (state !== "in") { delete form.dataset.asked; tell(state); return; }
    form.dataset.asked = "yes";
    form.requestSubmit(submitter);
    delete form.dataset.asked;
});

document.addEventListener("click", ({ target }) => {
    const drop = target.closest("[data-throw-away]");
    if (drop === null) { return; }
    const own = [here(), location.pathname].map((path) => `${PREFIX}${path}#`);
    for (const key of keys()) { if (own.some((start) => key.startsWith(start))) { sessionStorage.removeItem(key); } }
    location.replace(here());
});

// Whoever leaves takes everything along.
document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") === "/logout") { keys().forEach((key) => sessionStorage.removeItem(key)); }
}, true);

// --- Dialogs that live on the server: it sends what it knows, and here is kept what it has not heard yet ---

const named = new Map();
const resumed = new Set();
const nameKey = (name) => `${PREFIX}${location.pathname}#${name}`;

/** Keeps a dialog's state, a JSON object whose members are called as its fields are. */
export function keep(name, json, form) {
    const at = document.activeElement;
    const typed = form.contains(at) && at.name && !isTick(at) ? { [at.name]: at.value } : {};
    store(nameKey(name), { state: JSON.parse(json), typed });
    if (named.get(name) !== form) {
        named.set(name, form);
        form.addEventListener("input", ({ target }) => {
            if (!target.name || isTick(target)) { return; }
            const draft = load(nameKey(name));
            if (draft !== null) { store(nameKey(name), { ...draft, typed: { ...draft.typed, [target.name]: target.value } }); }
        });
    }
    if (resumed.delete(name)) { showIn(form.closest("dialog") ?? document, "kept", true); }
}

/** What was kept, as JSON, or null. */
export function kept(name) {
    const draft = load(nameKey(name));
    if (draft?.state === undefined || draft.account !== account) { return null; }
    resumed.add(name);
    return JSON.stringify({ ...draft.state, ...draft.typed });
}

/** Saved, or thrown away. */
export function drop(name) {
    named.delete(name);
    sessionStorage.removeItem(nameKey(name));
}

// --- What console.js knows of the line ---

// The session has ended: with something written here the page stays, and says so.
document.addEventListener("console-expired", (event) => { if (hasWriting()) { event.preventDefault(); tell("expired"); } });

// What is changed while the line is cut, the server never hears: it is told again when the line is back.
let unheard = null;
document.addEventListener("console-lost", () => { unheard ??= new Set(); if (hasWriting()) { tell("away"); } });
document.addEventListener("console-back", () => {
    show("away", false);
    const fields = [...(unheard ?? [])].filter((field) => field.isConnected);
    unheard = null;
    for (const field of fields) { for (const name of ["input", "change"]) { field.dispatchEvent(new Event(name, { bubbles: true })); } }
});
for (const name of ["input", "change"]) { document.addEventListener(name, ({ target }) => unheard?.add(target), true); }

settle();
putBack();
globalThis.Blazor?.addEventListener("enhancedload", putBack);
