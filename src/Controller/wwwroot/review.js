// 三审: the wave, and whether the sound was heard to its end. Without this file the browser's own player and a tick do it.
import { clock } from "./time.js";

// The last packets of a file and a seek to its end may stop a little short of the length that the library counted.
const SLACK = 0.4;

const bindPlayer = (player) => {
    const part = (name) => player.querySelector(`[data-player-${name}]`);
    const audio = player.querySelector("audio");
    const length = Number(player.dataset.length);
    const form = document.querySelector("[data-review]");
    let far = form?.dataset.heard === "yes" ? length : 0;

    const judge = () => {
        if (form === null) { return; }
        const heard = far >= length - SLACK;
        const left = form.querySelector("[data-review-left]");
        form.querySelector("[data-review-pass]").disabled = !heard;
        left.textContent = heard ? left.dataset.done : left.dataset.words.replace("{0}", clock(Math.max(1, length - far)));
        form.querySelector("[data-review-declare]").hidden = true;
        const tick = form.querySelector("[name=Heard]");
        tick.type = "hidden";
        tick.required = false;
        tick.disabled = !heard;
        tick.value = "played";
    };
    const draw = () => {
        const at = Math.min(audio.currentTime, length);
        far = Math.max(far, audio.ended ? length : at);
        const share = `${length > 0 ? at / length * 100 : 0}%`;
        part("played").style.clipPath = `inset(0 calc(100% - ${share}) 0 0)`;
        part("head").style.left = share;
        part("seek").value = String(at);
        part("seek").setAttribute("aria-valuetext", clock(at));
        part("at").textContent = clock(at);
        const heard = part("heard");
        heard.textContent = heard.dataset.words.replace("{0}", `${far >= length - SLACK ? 100 : Math.floor(far / length * 100)}%`);
        const toggle = part("toggle");
        toggle.textContent = audio.paused ? toggle.dataset.playWord : toggle.dataset.pauseWord;
        judge();
    };

    audio.controls = false;
    audio.hidden = true;
    ["wave", "facts", "buttons"].forEach((name) => { part(name).hidden = false; });
    ["timeupdate", "seeked", "ended", "play", "pause"].forEach((name) => audio.addEventListener(name, draw));
    audio.addEventListener("error", () => { part("broken").hidden = false; });
    part("toggle").addEventListener("click", () => { if (audio.paused) { audio.play().catch(() => { part("broken").hidden = false; }); } else { audio.pause(); } });
    part("back").addEventListener("click", () => { audio.currentTime = Math.max(0, audio.currentTime - 10); });
    part("fast").addEventListener("click", () => {
        audio.playbackRate = audio.playbackRate === 1 ? 1.2 : 1;
        part("fast").setAttribute("aria-pressed", String(audio.playbackRate !== 1));
    });
    // Only what the player itself has reached counts as heard.
    part("seek").addEventListener("input", () => { audio.currentTime = Number(part("seek").value); });
    draw();
};

const bind = () => document.querySelectorAll("[data-hearing]").forEach((player) => {
    if (player.dataset.bound !== undefined) { return; }
    player.dataset.bound = "";
    bindPlayer(player);
});

bind();
globalThis.Blazor?.addEventListener("enhancedload", bind);
