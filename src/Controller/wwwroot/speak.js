// 打字成声: hear it before it is kept, put a misread word right on the spot, and lose nothing that was typed.
import { ask } from "./api.js";
import { fill } from "./library.js";

const MOST_CHARACTERS = 12;
const marks = ["", "\u0304", "\u0301", "\u030c", "\u0300"];

// kan1 → kān: the sign stands on a, o or e; without one of them on the last vowel.
const written = (numbered) => {
    const [letters, tone] = [numbered.slice(0, -1), Number(numbered.at(-1))];
    const at = Math.max(letters.search(/[ae]/), -1) >= 0 ? letters.search(/[ae]/) : letters.includes("o") ? letters.indexOf("o")
        : Math.max(letters.lastIndexOf("i"), letters.lastIndexOf("u"), letters.lastIndexOf("ü"));
    return tone === 5 || at < 0 ? letters : (letters.slice(0, at + 1) + marks[tone] + letters.slice(at + 1)).normalize("NFC");
};
const readings = (syllables) => syllables.map((syllable) => (syllable === null ? "·" : written(syllable))).join(" ");

const bind = (form) => {
    const words = JSON.parse(form.dataset.words);
    const find = (name) => form.querySelector(`[data-${name}]`);
    const text = find("text");
    const sound = new Audio();
    let address = null;

    // --- Hear ---
    const hear = find("hear");
    const showHearing = (isPlaying) => {
        hear.setAttribute("aria-pressed", String(isPlaying));
        hear.querySelector("span").textContent = isPlaying ? words.stop : words.play;
    };
    const say = (sentence) => { find("hear-say").textContent = sentence; };
    const speak = async () => {
        if (text.value.trim() === "") { say(words.nothing); text.focus(); return; }
        say(words.hearing);
        hear.disabled = true;
        try {
            const { ok, status, answer } = await ask("POST", "/api/speech/preview", {
                text: text.value, voice: find("voice")?.value ?? null, speedPercent: Number(find("speed")?.value ?? 100),
            });
            if (!ok) { say(status === 401 ? words.loggedOut : status === 400 ? words.nothing : words.failed); return; }
            if (address !== null) { URL.revokeObjectURL(address); }
            address = URL.createObjectURL(await answer.blob());
            sound.src = address;
            say("");
            form.dataset.heard = String(Number(form.dataset.heard ?? 0) + 1);
            await sound.play().catch(() => { /* A browser that wants another click has its own player. */ });
        } catch {
            say(words.failed);
        } finally {
            hear.disabled = false;
        }
    };
    hear.hidden = false;
    hear.addEventListener("click", () => { if (sound.paused) { speak(); } else { sound.pause(); } });
    sound.addEventListener("play", () => showHearing(true));
    for (const name of ["pause", "ended"]) { sound.addEventListener(name, () => showHearing(false)); }

    // --- Put a word right ---
    const fix = find("fix");
    if (fix === null) { return; }
    fix.hidden = false;
    const pinyin = find("pinyin");
    let word = null;
    const sayFix = (sentence) => { if (find("fix-say").textContent !== sentence) { find("fix-say").textContent = sentence; } };
    const showFix = (isPicked) => { find("fix-field").hidden = find("fix-it").hidden = !isPicked; };
    const pick = async () => {
        const picked = text.value.slice(text.selectionStart, text.selectionEnd).trim();
        if (picked === "" || picked === word) { return; }
        const isWord = /^[\u4e00-\u9fff\u3400-\u4dbf]+$/.test(picked) && picked.length <= MOST_CHARACTERS;
        word = isWord ? picked : null;
        showFix(isWord);
        if (!isWord) { sayFix(words.tooLong); return; }
        pinyin.value = "";
        sayFix(fill(picked.length === 1 ? words.one : words.picked, picked));
        const { ok, read } = await ask("GET", `/api/lexicon/${encodeURIComponent(picked)}`).catch(() => ({ ok: false }));
        if (ok && read.readings !== null && word === picked) { sayFix(fill(words.pickedKnown, picked, readings(read.readings))); }
    };
    for (const name of ["select", "mouseup", "keyup"]) { text.addEventListener(name, pick); }
    const put = async () => {
        const { ok, status, read } = await ask("PUT", `/api/lexicon/${encodeURIComponent(word)}`, { pinyin: pinyin.value }).catch(() => ({ ok: false, status: 0 }));
        if (!ok) { sayFix(status === 401 ? words.loggedOut : status === 400 ? words.badPinyin : words.failed); pinyin.focus(); return; }
        sayFix(fill(words.fixed, read.word, readings(read.pinyin.split(" "))));
        word = null;
        showFix(false);
        await speak();
    };
    find("fix-it").addEventListener("click", put);
    // Enter in the pinyin puts it right; it does not send the form.
    pinyin.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); put(); } });
};

export const bindSpeak = () => {
    const form = document.querySelector("[data-speak]");
    if (form === null || form.dataset.bound !== undefined) { return; }
    form.dataset.bound = "";
    bind(form);
};
