// 节目单: rows move by drag, by their buttons and by Alt with the arrows; the form keeps the order when it is sent.
import { fill } from "./library.js";
import { clock } from "./time.js";

const bind = (form) => {
    const words = JSON.parse(form.dataset.words);
    const list = form.querySelector("[data-order]");
    const rows = () => [...list.children];
    let dragged = null;

    const renew = () => {
        rows().forEach((row, place, all) => {
            row.querySelector("[data-place]").textContent = String(place + 1);
            for (const [name, verb, isLast] of [["up", "up", place === 0], ["down", "down", place === all.length - 1], ["remove", "remove", false]]) {
                const button = row.querySelector(`[data-${name}]`);
                button.value = `${verb}:${place}`;
                button.disabled = isLast;
            }
        });
        const chimes = [...form.querySelectorAll("[data-chime]:checked")].reduce((sum, box) => sum + Number(box.dataset.chime), 0);
        form.querySelector("[data-total]").textContent = clock(rows().reduce((sum, row) => sum + Number(row.dataset.seconds), chimes));
    };
    const say = (sentence) => { form.querySelector("[data-moved]").textContent = sentence; };
    const move = (row, place) => {
        const others = rows().filter((other) => other !== row);
        const to = Math.max(0, Math.min(place, others.length));
        list.insertBefore(row, others[to] ?? null);
        renew();
        say(fill(words.moved, row.dataset.name, to + 1, others.length + 1));
    };

    form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-up], [data-down], [data-remove]");
        if (button === null) { return; }
        event.preventDefault();
        const row = button.closest("li");
        const place = rows().indexOf(row);
        if (button.dataset.remove !== undefined) {
            const next = rows()[place + 1] ?? rows()[place - 1];
            row.remove();
            renew();
            say(fill(words.removed, row.dataset.name));
            next?.querySelector("[data-remove]").focus();
            return;
        }
        const isUp = button.dataset.up !== undefined;
        move(row, place + (isUp ? -1 : 1));
        // At either end its button is off; the other one is where the hand goes next.
        (button.disabled ? row.querySelector(isUp ? "[data-down]" : "[data-up]") : button).focus();
    });
    form.addEventListener("change", ({ target }) => { if (target.matches("[data-chime]")) { renew(); } });
    list.addEventListener("keydown", (event) => {
        const row = event.target.closest("li");
        if (row === null || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) { return; }
        event.preventDefault();
        move(row, rows().indexOf(row) + (event.key === "ArrowUp" ? -1 : 1));
        (event.target.disabled ? row : event.target).focus();
    });
    list.addEventListener("dragstart", (event) => {
        dragged = event.target.closest("li");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", dragged.dataset.name);
        dragged.classList.add("is-dragged");
    });
    list.addEventListener("dragover", (event) => {
        const over = event.target.closest("li");
        if (dragged === null) { return; }
        event.preventDefault();
        if (over !== null && over !== dragged) {
            const box = over.getBoundingClientRect();
            list.insertBefore(dragged, event.clientY < box.top + box.height / 2 ? over : over.nextElementSibling);
        }
    });
    list.addEventListener("drop", (event) => event.preventDefault());
    list.addEventListener("dragend", () => {
        if (dragged === null) { return; }
        dragged.classList.remove("is-dragged");
        move(dragged, rows().indexOf(dragged));
        dragged = null;
    });
    rows().forEach((row) => { if (row.draggable) { row.tabIndex = 0; } });
};

export const bindPlaylist = () => {
    const form = document.querySelector("[data-playlist]");
    if (form === null || form.dataset.bound !== undefined || form.querySelector("[data-order] li[draggable]") === null) { return; }
    form.dataset.bound = "";
    bind(form);
};
