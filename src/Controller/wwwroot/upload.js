// Uploads in pieces. What has arrived stays at the server: a broken line is waited out, and after a reload the same file goes on
// where it was; only which file it is has to be said again, for no page may keep it.
import { ask } from "./api.js";
import { fill } from "./library.js";

const PIECE = 2 * 1024 * 1024;
const MOST_AT_ONCE = 2;
const AGAIN_AFTER = [1000, 2000, 5000, 10000];
const POLL = 500;

/** All uploads of this page, the oldest first: { id, file, title, category, bytes, received, state, part, fault, programmeId, row }. */
const uploads = [];
let words = {};
let panel = null;

const megabytes = (bytes) => (bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0);
const pause = (time) => new Promise((done) => { setTimeout(done, time); });

// --- What is shown ---

const sentence = (upload) => {
    const [here, all] = [megabytes(upload.received), megabytes(upload.bytes)];
    switch (upload.state) {
        case "waiting": return words.waiting;
        case "sending": return fill(words.sending, here, all);
        case "cut": return fill(words.cut, here);
        case "paused": return fill(words.paused, here, all);
        case "receiving": return fill(upload.wrong ?? words.chooseAgain, here, all);
        case "importing": return words.importing;
        case "done": return words.done;
        default: return words[upload.fault] ?? words.broken;
    }
};

const rowOf = (upload) => {
    const row = document.querySelector("[data-upload-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-pause]").addEventListener("click", () => { upload.isPaused = true; upload.abort?.abort(); draw(upload, "paused"); });
    row.querySelector("[data-go-on]").addEventListener("click", () => {
        upload.isPaused = false;
        if (upload.file === undefined) { again = upload; document.querySelector("[data-files]").click(); return; }
        draw(upload, "waiting");
        work();
    });
    row.querySelector("[data-drop-it]").addEventListener("click", () => drop(upload));
    row.querySelector("[data-rename]").addEventListener("submit", async (event) => {
        event.preventDefault();
        upload.title = event.target.elements.title.value;
        await finish(upload);
    });
    return row;
};

const draw = (upload, state) => {
    upload.state = state ?? upload.state;
    if (panel === null) { return; }
    if (upload.row === undefined || !upload.row.isConnected) {
        upload.row ??= rowOf(upload);
        panel.append(upload.row);
    }
    const part = upload.state === "done" ? 1 : upload.state === "importing" ? upload.part ?? 0 : upload.received / upload.bytes;
    const find = (name) => upload.row.querySelector(`[data-${name}]`);
    find("title").textContent = upload.title;
    if (find("say").textContent !== sentence(upload)) { find("say").textContent = sentence(upload); }
    upload.row.querySelector(".meter i").style.width = `${(part * 100).toFixed(1)}%`;
    find("part").textContent = upload.state === "refused" ? "" : `${Math.floor(part * 100)}%`;
    upload.row.dataset.state = upload.state;
    find("pause").hidden = !["sending", "waiting", "cut"].includes(upload.state);
    find("go-on").hidden = !["paused", "receiving"].includes(upload.state);
    find("drop-it").hidden = ["importing", "done"].includes(upload.state);
    find("rename").hidden = !(upload.state === "refused" && ["titleTaken", "broken", "tooSlow"].includes(upload.fault) && upload.id !== undefined);
    if (!find("rename").hidden && find("rename").elements.title.value === "") { find("rename").elements.title.value = upload.title; }
    find("open").hidden = upload.state !== "done";
    if (upload.programmeId) { find("open").href = `library/${upload.programmeId}`; }
};

const refuse = (upload, fault) => { upload.fault = fault; draw(upload, "refused"); };

const drop = async (upload) => {
    upload.isDropped = true;
    upload.abort?.abort();
    uploads.splice(uploads.indexOf(upload), 1);
    upload.row?.remove();
    if (upload.id !== undefined) { await ask("DELETE", `/api/uploads/${upload.id}`).catch(() => { /* It is swept when it is old. */ }); }
};

// The list and its count are the server's: they are asked for again, and nothing else of the page changes.
const refresh = async () => {
    const page = await fetch(location.href).catch(() => null);
    if (page === null || !page.ok) { return; }
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    for (const part of ["#programmes", "[data-library] .tabs"]) {
        const [old, next] = [document.querySelector(part), fresh.querySelector(part)];
        if (old !== null && next !== null) { old.replaceChildren(...next.childNodes); }
    }
};

// --- What is done ---

const take = (upload, view) => {
    Object.assign(upload, { id: view.id, received: view.received, programmeId: view.programmeId, fault: view.fault, part: view.progress, title: view.title });
    return view.state;
};

const begin = async (upload) => {
    const { status, ok, read } = await ask("POST", "/api/uploads", {
        fileName: upload.file.name, bytes: upload.file.size, category: upload.category, title: upload.title, isRecording: upload.isRecording === true,
    });
    if (ok) { take(upload, read); return true; }
    refuse(upload, status === 401 ? "loggedOut" : status === 403 ? "noRight" : status === 409 ? "tooMany" : "broken");
    return false;
};

/** Sends what is missing; false when there is nothing more to be done about it now. */
const send = async (upload) => {
    while (upload.received < upload.bytes) {
        if (upload.isPaused || upload.isDropped) { return false; }
        draw(upload, "sending");
        upload.abort = new AbortController();
        const piece = upload.file.slice(upload.received, upload.received + PIECE);
        const answer = await fetch(`/api/uploads/${upload.id}?offset=${upload.received}`, {
            method: "PATCH", body: piece, headers: { "X-CSRF": "1", "Content-Type": "application/octet-stream" }, signal: upload.abort.signal,
        });
        if (answer.status === 409) {
            // Something else has arrived than was thought: the server knows what.
            const { ok, read } = await ask("GET", `/api/uploads/${upload.id}`);
            if (!ok || take(upload, read) !== "receiving") { return ok; }
            continue;
        }
        if (!answer.ok) { refuse(upload, answer.status === 401 ? "loggedOut" : answer.status === 403 ? "noRight" : "broken"); return false; }
        take(upload, await answer.json());
        upload.misses = 0;
    }
    return true;
};

const watch = async (upload) => {
    for (;;) {
        const { ok, read } = await ask("GET", `/api/uploads/${upload.id}`).catch(() => ({ ok: false, read: null }));
        const state = ok ? take(upload, read) : "importing";
        draw(upload, state);
        if (state === "done") { await refresh(); return; }
        if (state !== "importing") { return; }
        await pause(POLL);
    }
};

const finish = async (upload) => {
    const { ok, status, read } = await ask("POST", `/api/uploads/${upload.id}/finish`, { title: upload.title, category: upload.category });
    if (!ok) { refuse(upload, status === 401 ? "loggedOut" : "titleTaken"); return; }
    draw(upload, take(upload, read));
    await watch(upload);
};

const carry = async (upload) => {
    try {
        if (upload.id === undefined ? await begin(upload) : true) {
            if (await send(upload)) { await finish(upload); }
        }
    } catch (error) {
        if (upload.isPaused || upload.isDropped || error.name === "AbortError") { return; }
        // The line is down. What has arrived is asked for when it is back.
        draw(upload, "cut");
        upload.misses = (upload.misses ?? 0) + 1;
        await pause(AGAIN_AFTER[Math.min(upload.misses, AGAIN_AFTER.length) - 1]);
        if (!upload.isPaused && !upload.isDropped) {
            const known = upload.id === undefined ? null : await ask("GET", `/api/uploads/${upload.id}`).catch(() => null);
            if (known?.ok) { take(upload, known.read); }
            upload.state = "waiting";
        }
    }
};

const work = () => {
    const busy = uploads.filter((upload) => upload.isBusy).length;
    uploads.filter((upload) => upload.state === "waiting" && !upload.isBusy).slice(0, Math.max(0, MOST_AT_ONCE - busy)).forEach(async (upload) => {
        upload.isBusy = true;
        try { await carry(upload); } finally { upload.isBusy = false; work(); }
    });
};
addEventListener("online", work);

/** Adds files to those that are sent; the server's limit says which are too large. */
export const add = (files, { title, category, isRecording } = {}) => {
    for (const file of files) {
        const upload = {
            file, title: title ?? file.name.replace(/\.[^.]*$/, ""), category: category ?? panel?.dataset.category ?? "notice",
            bytes: file.size, received: 0, state: "waiting", isRecording,
        };
        uploads.push(upload);
        if (file.size === 0) { refuse(upload, "empty"); }
        else if (file.size > Number(panel?.dataset.most)) { refuse(upload, "tooLarge"); }
        else { draw(upload); }
    }
    work();
};

let again = null;
const choose = (files) => {
    const upload = again;
    again = null;
    if (upload === null) { add(files); return; }
    if (files[0]?.size !== upload.bytes) { upload.wrong = words.otherFile; draw(upload); return; }
    upload.file = files[0];
    draw(upload, "waiting");
    work();
};

// What an earlier page of the same person left unfinished. A file that is chosen again by name and size goes on by itself.
const recall = async () => {
    const { ok, read } = await ask("GET", "/api/uploads").catch(() => ({ ok: false }));
    if (!ok) { return; }
    for (const view of read.reverse()) {
        if (view.state === "done" || uploads.some((upload) => upload.id === view.id)) { continue; }
        const upload = { bytes: view.bytes, category: view.category, fileName: view.fileName };
        const state = take(upload, view);
        uploads.push(upload);
        draw(upload, state);
        if (state === "importing") { watch(upload); }
    }
};

export const bindUploads = () => {
    const found = document.querySelector("[data-uploads]");
    if (found === null || found === panel) { if (found === null) { panel = null; } return; }
    panel = found;
    words = JSON.parse(panel.closest("[data-words]").dataset.words);
    uploads.filter((upload) => upload.state !== "done").forEach((upload) => draw(upload));
    recall();

    const picker = document.querySelector("[data-files]");
    document.querySelector("[data-choose-files]")?.addEventListener("click", (event) => { event.preventDefault(); again = null; picker.click(); });
    picker.addEventListener("change", () => { const files = [...picker.files]; picker.value = ""; choose(files); });
    const zone = document.querySelector("[data-drop]");
    const isFiles = (event) => event.dataTransfer?.types.includes("Files");
    zone.addEventListener("dragover", (event) => { if (isFiles(event)) { event.preventDefault(); zone.classList.add("is-over"); } });
    zone.addEventListener("dragleave", (event) => { if (!zone.contains(event.relatedTarget)) { zone.classList.remove("is-over"); } });
    zone.addEventListener("drop", (event) => {
        if (!isFiles(event)) { return; }
        event.preventDefault();
        zone.classList.remove("is-over");
        const files = [...event.dataTransfer.files];
        const known = files.length === 1 ? uploads.find((upload) => upload.state === "receiving" && upload.fileName === files[0].name && upload.bytes === files[0].size) : undefined;
        again = known ?? null;
        choose(files);
    });
};
