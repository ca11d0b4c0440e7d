// 节目库: one sound at a time, waveforms to seek in, and the parts that the pages bring. Every page works without it, more slowly.
import { bindUploads } from "./upload.js";
import { bindRecorder } from "./recorder.js";
import { bindSpeak } from "./speak.js";
import { bindPlaylist } from "./playlist.js";
import { bindCut } from "./cut.js";
import { clock } from "./time.js";

export const fill = (words, ...values) => words.replace(/\{(\d)\}/g, (_, index) => String(values[index]));

// --- The one player ---

const audio = document.createElement("audio");
audio.id = "player";
audio.preload = "none";
let button = null;

const icon = (of, name) => of.querySelector("use")?.setAttribute("href", of.querySelector("use").getAttribute("href").replace(/#.*/, `#i-${name}`));
const waveOf = (of) => of.closest("[data-player], tr, li")?.querySelector("[data-seek]") ?? null;
const lengthOf = (of) => Number(of.dataset.length) || audio.duration || 0;

const show = () => {
    if (button === null) { return; }
    const playing = !audio.paused;
    button.setAttribute("aria-pressed", String(playing));
    icon(button, playing ? "pause" : "play");
    const word = button.querySelector("span");
    if (word !== null && button.dataset.playWord) { word.textContent = playing ? button.dataset.pauseWord : button.dataset.playWord; }
    const [wave, length] = [waveOf(button), lengthOf(button)];
    if (wave === null || length === 0) { return; }
    wave.style.setProperty("--at", `${Math.min(100, audio.currentTime / length * 100).toFixed(2)}%`);
    if (wave.dataset.slider !== undefined) {
        wave.setAttribute("aria-valuenow", audio.currentTime.toFixed(1));
        wave.setAttribute("aria-valuetext", clock(audio.currentTime));
        const at = button.closest("[data-player]")?.querySelector("[data-at]");
        if (at) { at.textContent = clock(audio.currentTime); }
    }
};

const take = (of) => {
    if (button === of) { return; }
    audio.pause();
    show();
    button = of;
    audio.volume = 1;
    audio.src = of.dataset.play;
};

/** Plays or pauses what the button stands for. */
const toggle = (of) => {
    const isOther = button !== of;
    take(of);
    if (isOther || audio.paused) { audio.play().catch(show); } else { audio.pause(); }
};

/** Goes to a moment in seconds; before the sound is there the player keeps it in mind. */
export const seek = (of, seconds) => {
    take(of);
    const to = Math.max(0, Math.min(seconds, lengthOf(of)));
    if (audio.readyState > 0) { audio.currentTime = to; show(); return; }
    audio.addEventListener("loadedmetadata", () => { if (button === of) { audio.currentTime = to; show(); } }, { once: true });
    audio.preload = "metadata";
    audio.load();
};

/** Plays from one moment to another, with the volume rising and falling at the ends; times in seconds. */
export const playPart = (of, start, end, fadeIn, fadeOut) => {
    seek(of, start);
    const step = () => {
        if (button !== of || audio.paused) { audio.volume = 1; return; }
        const [since, left] = [audio.currentTime - start, end - audio.currentTime];
        if (left <= 0) { audio.pause(); audio.volume = 1; return; }
        audio.volume = Math.max(0, Math.min(1, fadeIn > 0 ? since / fadeIn : 1, fadeOut > 0 ? left / fadeOut : 1));
        requestAnimationFrame(step);
    };
    audio.play().then(() => requestAnimationFrame(step)).catch(show);
};

export const heardAt = (of) => (button === of ? audio.currentTime : 0);

for (const name of ["play", "pause", "timeupdate", "seeked", "ended"]) { audio.addEventListener(name, show); }
audio.addEventListener("playing", () => { const tick = () => { if (!audio.paused) { show(); requestAnimationFrame(tick); } }; tick(); });

document.addEventListener("click", (event) => {
    const play = event.target.closest("[data-play]");
    if (play !== null) { toggle(play); return; }
    const wave = event.target.closest("[data-seek]");
    const of = wave?.closest("[data-player], tr, li")?.querySelector("[data-play]");
    if (of) {
        const box = wave.getBoundingClientRect();
        seek(of, (event.clientX - box.left) / box.width * lengthOf(of));
    }
});

// Beside a field the keys write; a button has the space bar for itself.
document.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, select, textarea, dialog")) { return; }
    const of = at.closest("[data-play]") ?? document.querySelector("[data-player] [data-play]");
    if (of === null) { return; }
    const jumps = { ArrowLeft: -5, ArrowRight: 5 };
    if (event.key in jumps) { seek(of, (button === of ? audio.currentTime : 0) + jumps[event.key]); }
    else if (event.key === "Home" && at.closest("[data-slider]")) { seek(of, 0); }
    else if (event.key === "End" && at.closest("[data-slider]")) { seek(of, lengthOf(of)); }
    else if (event.key === " " && !at.closest("button, a, summary")) { toggle(of); }
    else { return; }
    event.preventDefault();
});

document.addEventListener("change", ({ target }) => { if (target.matches("[data-submit-on-change]")) { target.form.requestSubmit(); } });

// --- Pages come and go without a reload ---

const bind = () => {
    if (!audio.isConnected) { document.body.append(audio); }
    if (button !== null && !button.isConnected) { audio.pause(); button = null; }
    bindUploads();
    bindRecorder();
    bindSpeak();
    bindPlaylist();
    bindCut();
};
bind();
globalThis.Blazor?.addEventListener("enhancedload", bind);
