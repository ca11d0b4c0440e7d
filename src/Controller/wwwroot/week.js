// Moves entries of the folded week: by dragging, by M and the arrows, by copy and paste; draws their lower edges, so that they
// play several times. Where an entry lands and where it ends is shown here at once; the server is told when it is let go.
import { clock } from "./time.js";

const step = 5, day = 1440, row = 8, fold = 22;

export function attach(root, page) {
    const mayPlan = () => root.dataset.may === "plan";
    const grid = () => root.querySelector(".calendar__grid");
    const columns = () => [...root.querySelectorAll(".day[data-day]")];
    const slots = (column) => [...column.querySelectorAll(".slot")].sort((one, other) => minuteOf(one) - minuteOf(other));
    const bands = () => (grid().dataset.bands ?? "").split(" ").map((band) => {
        const [, from, to, folded] = band.match(/^(\d+)-(\d+)(f?)$/);
        return { from: Number(from), to: Number(to), isFold: folded === "f", height: folded ? fold : (to - from) / step * row };
    });
    const minuteOf = (slot) => {
        const [, hours, minutes] = slot.title.match(/^(\d\d):(\d\d)/);
        return hours * 60 + Number(minutes);
    };
    const placeOf = (minute) => {
        let top = 0;
        for (const band of bands()) {
            if (minute < band.to) { return top + (band.isFold ? 0 : (minute - band.from) / step * row); }
            top += band.height;
        }
        return top;
    };
    const at = (y) => {
        let top = grid().getBoundingClientRect().top;
        for (const band of bands()) {
            if (y < top + band.height) {
                const exact = band.isFold ? band.from : band.from + (y - top) / row * step;
                return { exact, minute: band.isFold ? band.from : Math.floor(exact / step) * step, folded: band.isFold };
            }
            top += band.height;
        }
        return { exact: day, minute: day - step, folded: false };
    };

    // What is on its way: the entry, the column and the minute it would land at.
    let moving = null;
    // What is drawn longer or shorter: the entry, how long it plays once, and how many times it would play.
    let drawing = null;
    // What was let go stays where it was put until the server has drawn it there: it must not seem to fall back.
    let landing = null;
    const show = () => {
        const mark = root.querySelector(".dropmark");
        if (mark === null) { return; }
        const held = moving ?? drawing ?? landing;
        mark.hidden = held === null;
        mark.classList.toggle("is-landing", held !== null && held === landing);
        if (held === null || held === landing) { return; }
        const column = columns().find((each) => each.dataset.day === held.day);
        // What is placed absolutely and has no end of its own would reach to the last day.
        const place = Number(getComputedStyle(column).gridColumnStart);
        mark.style.gridColumn = `${place} / ${place + 1}`;
        mark.style.top = `${placeOf(held.minute)}px`;
        if (held === moving) {
            mark.style.height = `${Math.max(3, Math.ceil(moving.length / step)) * row}px`;
            mark.textContent = `${clock(moving.minute)} ${moving.copy ? "＋ " : ""}${moving.title}`;
            return;
        }
        const until = drawing.minute + drawing.once * drawing.repeats;
        mark.style.height = `${Math.max(3 * row, placeOf(Math.min(day, until)) - placeOf(drawing.minute))}px`;
        mark.textContent = `${clock(drawing.minute)}–${clock(Math.round(until) % day)} ×${drawing.repeats} ${drawing.title}`;
    };
    const say = (text) => { const place = root.querySelector("[data-moving]"); if (place) { place.textContent = text; } };
    const begin = (slot, copy) => {
        moving = {
            key: slot.dataset.key, day: slot.closest(".day").dataset.day, minute: minuteOf(slot), copy,
            title: slot.querySelector(".slot__t").textContent, length: Number(getComputedStyle(slot).getPropertyValue("--len")),
        };
        show();
    };
    const end = () => { moving = null; drawing = null; show(); say(""); };
    const tell = async (method, key, ...what) => {
        const put = moving ?? drawing;
        landing = put;
        end();
        try {
            await page.invokeMethodAsync(method, key, ...what);
        } finally {
            if (landing === put) { landing = null; show(); }
        }
        [...root.querySelectorAll(".slot")].find((slot) => slot.dataset.key === key)?.focus();
    };
    const drop = () => tell("DropAsync", moving.key, moving.day, moving.minute, moving.copy);

    // A fold that something is held over opens.
    let waiting = null;
    const unfold = (minute) => {
        if (waiting?.minute === minute) { return; }
        clearTimeout(waiting?.timer);
        waiting = { minute, timer: setTimeout(() => { waiting = null; page.invokeMethodAsync("Unfold", minute); }, 350) };
    };
    const stay = () => { clearTimeout(waiting?.timer); waiting = null; };

    root.addEventListener("dragstart", (event) => {
        const slot = event.target.closest?.(".slot[draggable=true]");
        if (!slot) { return; }
        if (drawing !== null) { event.preventDefault(); return; }
        event.dataTransfer.effectAllowed = "copyMove";
        event.dataTransfer.setData("text/plain", slot.title);
        begin(slot, event.ctrlKey);

        // The place under the hand within the entry stays under the hand.
        moving.grip = event.clientY - slot.getBoundingClientRect().top;
    });
    // Where the hand is, is where the entry goes; false outside of the days.
    const aim = (event) => {
        const box = grid()?.getBoundingClientRect();
        const column = columns().find((each) => { const { left, right } = each.getBoundingClientRect(); return event.clientX >= left && event.clientX < right; });
        if (moving === null || !column || event.clientY < box.top || event.clientY > box.bottom) { return false; }
        const under = at(event.clientY);
        const upper = under.folded ? under : at(event.clientY - (moving.grip ?? 0));
        Object.assign(moving, { day: column.dataset.day, minute: upper.folded ? under.minute : upper.minute, copy: event.ctrlKey });
        if (under.folded) { unfold(under.minute); } else { stay(); }
        return true;
    };
    root.addEventListener("dragover", (event) => {
        if (!aim(event)) { return; }
        event.preventDefault();
        event.dataTransfer.dropEffect = event.ctrlKey ? "copy" : "move";
        show();
    });
    root.addEventListener("drop", (event) => {
        if (!aim(event)) { return; }
        event.preventDefault();
        stay();
        drop();
    });
    root.addEventListener("dragend", () => { stay(); end(); });

    // As much as the hand goes is added to what there is: a short entry is drawn taller than it sounds. A finger scrolls instead.
    root.addEventListener("pointerdown", (event) => {
        const slot = event.target.closest?.(".slot[data-once]");
        if (!slot || event.clientY < slot.querySelector(".slot__edge").getBoundingClientRect().top || moving !== null || event.button !== 0 || event.pointerType === "touch") { return; }
        drawing = {
            key: slot.dataset.key, day: slot.closest(".day").dataset.day, minute: minuteOf(slot), title: slot.querySelector(".slot__t").textContent,
            once: Number(slot.dataset.once), was: Number(slot.dataset.repeats), repeats: Number(slot.dataset.repeats), from: at(event.clientY).exact,
        };
        slot.setPointerCapture(event.pointerId);
    });
    root.addEventListener("pointermove", (event) => {
        if (drawing === null) { return; }
        const under = at(event.clientY);
        if (under.folded) { unfold(under.minute); } else { stay(); }
        drawing.repeats = Math.max(1, Math.min(Number(root.dataset.most), Math.round(drawing.was + (under.exact - drawing.from) / drawing.once)));
        show();
    });
    root.addEventListener("pointerup", () => {
        stay();
        if (drawing === null) { return; }
        if (drawing.repeats === drawing.was) { end(); } else { tell("ResizeAsync", drawing.key, drawing.repeats); }
    });
    const drawn = () => { if (drawing !== null) { stay(); end(); } };
    root.addEventListener("pointercancel", drawn);
    root.addEventListener("lostpointercapture", drawn);
    root.addEventListener("dblclick", ({ target }) => {
        const slot = target.closest(".slot");
        if (!mayPlan()) { return; }
        if (slot) { page.invokeMethodAsync("EditAsync", slot.dataset.key); }
    });

    const focus = (slot) => { slot?.focus(); };
    const nearest = (column, minute) => column && slots(column).sort((one, other) => Math.abs(minuteOf(one) - minute) - Math.abs(minuteOf(other) - minute))[0];
    const walk = (slot, key) => {
        const all = columns();
        const column = slot.closest(".day");
        const own = slots(column);
        const place = own.indexOf(slot);
        if (key === "ArrowDown") { focus(own[place + 1]); return; }
        if (key === "ArrowUp") { focus(own[place - 1]); return; }
        const way = key === "ArrowRight" ? 1 : -1;
        for (let index = all.indexOf(column) + way; index >= 0 && index < all.length; index += way) {
            const next = nearest(all[index], minuteOf(slot));
            if (next) { focus(next); return; }
        }
    };
    const shift = (key) => {
        const all = columns().map((column) => column.dataset.day);
        const place = all.indexOf(moving.day);
        if (key === "ArrowUp") { moving.minute = Math.max(0, moving.minute - step); }
        if (key === "ArrowDown") { moving.minute = Math.min(day - step, moving.minute + step); }
        if (key === "ArrowLeft") { moving.day = all[Math.max(0, place - 1)]; }
        if (key === "ArrowRight") { moving.day = all[Math.min(all.length - 1, place + 1)]; }
        if (bands().some((band) => band.isFold && band.from <= moving.minute && moving.minute < band.to)) { page.invokeMethodAsync("Unfold", moving.minute).then(show); }
        show();
        say(`${columns().find((column) => column.dataset.day === moving.day).getAttribute("aria-label")} ${clock(moving.minute)}`);
    };
    const arrows = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
    const isTyping = (target) => target.matches?.("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]");
    let copied = null;

    const onKey = (event) => {
        if (!root.isConnected) { document.removeEventListener("keydown", onKey); return; }
        if (isTyping(event.target) || document.querySelector("dialog[open]")) { return; }
        const taken = () => { event.preventDefault(); event.stopPropagation(); };
        const slot = event.target.closest?.(".slot");
        const { key, ctrlKey, metaKey } = event;
        const letter = key.toLowerCase();
        if (drawing !== null && key === "Escape") { taken(); drawn(); return; }
        if (moving !== null) {
            if (arrows.includes(key)) { taken(); shift(key); }
            else if (key === "Enter") { taken(); drop(); }
            else if (key === "Escape") { taken(); end(); }
            return;
        }
        if ((ctrlKey || metaKey) && letter === "z" && mayPlan()) { taken(); page.invokeMethodAsync("UndoAsync"); return; }
        if ((ctrlKey || metaKey) && letter === "v" && mayPlan() && copied && slot) {
            const from = [...root.querySelectorAll(".slot")].find((each) => each.dataset.key === copied);
            if (from) { taken(); begin(from, true); moving.day = slot.closest(".day").dataset.day; show(); say(clock(moving.minute)); }
            return;
        }
        if (letter === "n" && mayPlan() && !ctrlKey && !metaKey && !event.altKey && root.contains(event.target)) {
            const column = slot?.closest(".day");
            if (column) { taken(); page.invokeMethodAsync("NewAt", column.dataset.day, minuteOf(slot)); }
            return;
        }
        if (!slot) { return; }
        if ((ctrlKey || metaKey) && letter === "c") { copied = slot.dataset.key; return; }
        if (ctrlKey || metaKey || event.altKey) { return; }
        if (arrows.includes(key)) { taken(); walk(slot, key); }
        else if (letter === "m" && slot.draggable) { taken(); slot.click(); begin(slot, false); say(clock(moving.minute)); }
        else if (letter === "e" && mayPlan()) { taken(); page.invokeMethodAsync("EditAsync", slot.dataset.key); }
        else if (key === "Delete" && mayPlan()) { taken(); page.invokeMethodAsync("DeleteAsync", slot.dataset.key); }
    };
    document.addEventListener("keydown", onKey);

    // Until here keys and drags do nothing.
    root.dataset.ready = "";
}
