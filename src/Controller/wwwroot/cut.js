// 剪头尾: the fields are set from what is heard, what goes is drawn pale, and what would stay can be heard before it is cut.
import { heardAt, playPart } from "./library.js";
import { exactly, secondsOf } from "./time.js";

const bind = (form) => {
    const find = (name) => form.querySelector(`[data-${name}]`);
    const play = document.querySelector("[data-player] [data-play]");
    const wave = document.querySelector("[data-player] [data-seek]");
    const length = Number(play.dataset.length);
    const edges = ["start", "end"].map((name) => {
        const edge = document.createElement("i");
        edge.className = `player__trim player__trim--${name}`;
        wave.append(edge);
        return edge;
    });
    const draw = () => {
        const [start, end] = [secondsOf(find("start").value), secondsOf(find("end").value)].map((at) => Math.max(0, Math.min(100, at / length * 100)));
        wave.style.setProperty("--from", `${start}%`);
        wave.style.setProperty("--to", `${end}%`);
        edges[0].style.left = `${start}%`;
        edges[1].style.left = `${end}%`;
    };
    const here = (name) => { find(name).value = exactly(heardAt(play)); draw(); };
    for (const name of ["start-here", "end-here", "cut-listen"]) { find(name).hidden = false; }
    find("start-here").addEventListener("click", () => here("start"));
    find("end-here").addEventListener("click", () => here("end"));
    find("cut-listen").addEventListener("click", () =>
        playPart(play, secondsOf(find("start").value), Math.min(length, secondsOf(find("end").value)), Number(find("fade-in").value), Number(find("fade-out").value)));
    form.addEventListener("input", draw);
    document.addEventListener("keydown", (event) => {
        if (!form.isConnected || event.target.closest("input, select, textarea, dialog")) { return; }
        if (event.key === "[") { here("start"); } else if (event.key === "]") { here("end"); }
    });
    // An edge is taken by the pointer; a click elsewhere seeks.
    edges.forEach((edge, index) => {
        edge.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            edge.setPointerCapture(event.pointerId);
        });
        edge.addEventListener("pointermove", (event) => {
            if (!edge.hasPointerCapture(event.pointerId)) { return; }
            const box = wave.getBoundingClientRect();
            find(index === 0 ? "start" : "end").value = exactly(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)) * length);
            draw();
        });
        edge.addEventListener("click", (event) => event.stopPropagation());
    });
    draw();
};

export const bindCut = () => {
    const form = document.querySelector("[data-cut]");
    if (form === null || form.dataset.bound !== undefined) { return; }
    form.dataset.bound = "";
    bind(form);
};
