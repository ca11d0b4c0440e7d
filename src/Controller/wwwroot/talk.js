// 喊话: the microphone, the button and the socket. Its words stand in the page.
import { clock } from "./time.js";

const form = { opus: 1, pcm: 2 };
const encoding = {
    codec: "opus", sampleRate: 48000, numberOfChannels: 1, bitrate: 24000, bitrateMode: "constant",
    opus: { frameDuration: 20000, application: "voip", complexity: 5 },
};

// What waits longer than two seconds in the browser is dead anyway; bytes of 20 ms times a hundred.
const mostWaiting = { [form.opus]: 100 * 80, [form.pcm]: 100 * 650 };

// The microphone from its permission on: pieces of 20 ms, counted from the first, and how loud each is.
class Microphone {
    constructor(heard, lost) { [this.heard, this.lost, this.isOpen] = [heard, lost, false]; }

    async open(worklet) {
        this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
        this.context = new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
        await this.context.audioWorklet.addModule(worklet);
        const isOpus = await canEncode();
        this.form = isOpus ? form.opus : form.pcm;
        this.encoder = isOpus ? this.newEncoder() : null;
        this.node = new AudioWorkletNode(this.context, "pieces", { numberOfInputs: 1, numberOfOutputs: 0, processorOptions: { isPcm: !isOpus } });
        this.node.port.onmessage = ({ data }) => this.take(data);
        this.context.createMediaStreamSource(this.stream).connect(this.node);
        await this.context.resume();
        this.stream.getAudioTracks()[0].addEventListener("ended", () => this.close());
        this.isOpen = true;
    }

    newEncoder() {
        const encoder = new AudioEncoder({
            output: (chunk) => {
                const packet = new Uint8Array(chunk.byteLength);
                chunk.copyTo(packet);
                this.heard(Math.round(chunk.timestamp / 20000), packet, null);
            },
            error: () => this.close(),
        });
        encoder.configure(encoding);
        return encoder;
    }

    take({ number, loudest, sound }) {
        this.heard(number, this.encoder ? null : new Uint8Array(sound), loudest);
        if (this.encoder?.state === "configured") {
            const samples = new Float32Array(sound);
            this.encoder.encode(new AudioData({ format: "f32", sampleRate: 48000, numberOfFrames: samples.length, numberOfChannels: 1, timestamp: number * 20000, data: samples }));
        }
    }

    close() {
        if (!this.isOpen) { return; }
        this.isOpen = false;
        this.stream.getTracks().forEach((track) => track.stop());
        this.context.close();
        this.lost();
    }
}

async function canEncode() {
    try { return "AudioEncoder" in self && (await AudioEncoder.isConfigSupported(encoding)).supported; } catch { return false; }
}

// Makes the page live; what comes back lets go of it.
function start(root) {
    const leaving = new AbortController();
    const { signal } = leaving;
    const words = JSON.parse(root.dataset.words);
    const town = JSON.parse(root.dataset.town);
    const files = document.querySelector("[data-icons]").dataset;
    const one = (name) => root.querySelector(`[data-${name}]`);
    const say = (key, ...values) => values.reduce((text, value, index) => text.replaceAll(`{${index}}`, value), words[key]);
    const icon = (element, name) => element.querySelector("use").setAttribute("href", `${files.icons}#i-${name}`);
    const [hold, latch, micButton] = [one("hold"), one("latch"), one("mic-open")];
    const heading = document.querySelector("[data-talk-heading]");

    // Where.
    let by = one("pick='village'").hidden ? "commune" : "village";
    const codes = () => [...root.querySelectorAll(`[data-pick="${by}"] ${by === "commune" ? "[data-communes]:not([hidden]) " : ""}input:checked`)].map((box) => box.value);

    function showReach() {
        const picked = codes();
        const note = one("reach");
        if (picked.length === 0) {
            note.textContent = words.choose;
        } else if (by === "village") {
            const chosen = town.filter(({ code }) => picked.includes(code));
            note.textContent = [say("reach", chosen.reduce((sum, { households }) => sum + households, 0)), ...offline(chosen)].join("");
        } else {
            const village = town.find(({ communes }) => communes.some(({ code }) => picked.includes(code)));
            const zones = village.zones.filter((zone) => zone.communes.some((code) => picked.includes(code)));
            const heard = village.communes.filter(({ code }) => zones.some((zone) => zone.communes.includes(code)));
            const numbers = zones.map(({ number }) => number).join(words.comma);
            note.textContent = [
                say("zones", numbers, heard.map(({ name }) => name).join(words.comma), heard.reduce((sum, { households }) => sum + households, 0)), ...offline([village]),
            ].join("");
        }
        allow();
    }

    const offline = (villages) => villages.filter(({ isOnline }) => !isOnline).map(({ name }) => say("offline", name));

    root.querySelectorAll("[data-by]").forEach((tab) => tab.addEventListener("click", () => {
        by = tab.dataset.by;
        root.querySelectorAll("[data-by]").forEach((other) => other.setAttribute("aria-pressed", String(other === tab)));
        root.querySelectorAll("[data-pick]").forEach((part) => { part.hidden = part.dataset.pick !== by; });
        showReach();
    }));
    one("village")?.addEventListener("change", ({ target }) => {
        root.querySelectorAll("[data-communes]").forEach((part) => { part.hidden = part.dataset.communes !== target.value; });
        showReach();
    });
    one("all")?.addEventListener("click", ({ target }) => {
        const boxes = [...root.querySelectorAll('[data-pick="village"] input')];
        const isOn = boxes.some((box) => !box.checked);
        boxes.forEach((box) => { box.checked = isOn; });
        target.textContent = isOn ? words.noneOf : words.all;
        showReach();
    });
    one("ready").addEventListener("change", () => showReach());

    // The microphone.
    const isSafe = isSecureContext && "mediaDevices" in navigator && "AudioWorkletNode" in self;
    one("insecure").hidden = isSafe;
    micButton.hidden = !isSafe;
    const usesController = () => one("controller")?.checked === true;
    let level = 0;
    const microphone = new Microphone(
        (number, packet, loudest) => {
            if (loudest !== null && !usesController()) { level = Math.max(level * 0.85, loudest); }
            if (packet !== null) { talk?.send(number, packet); }
        },
        () => {
            micState("fault", "fault", words.gone);
            micButton.hidden = false;
            talk?.end();
            allow();
        });

    function micState(look, name, text) {
        const state = one("mic-state");
        state.className = `state st-${look}`;
        icon(state, name);
        state.querySelector("span").textContent = text;
    }

    micButton.addEventListener("click", async () => {
        micButton.disabled = true;
        try {
            await microphone.open(files.worklet);
            micButton.hidden = true;
            hold.focus({ preventScroll: true });
        } catch (error) {
            micState("fault", "fault", error.name === "NotAllowedError" ? words.denied : error.name === "NotFoundError" ? words.none : words.broken);
        }
        micButton.disabled = false;
        allow();
    });

    // The middle is −20 dB of full scale, the four hot bars begin at −3.
    function showLevel() {
        const decibels = 20 * Math.log10(Math.max(level, 0.001));
        const percent = Math.round(Math.max(0, Math.min(100, (decibels + 48) / 56.25 * 100)));
        root.querySelectorAll("[data-level]").forEach((meter) => {
            meter.setAttribute("aria-valuenow", percent);
            [...meter.children].forEach((bar, index) => bar.classList.toggle("is-on", index < percent / 5));
        });
        if (microphone.isOpen) {
            if (decibels > -3) { micState("warm", "warn", words.high); }
            else if (decibels > -30) { micState("on", "check", words.good); }
            else if (decibels > -55) { micState("warm", "warn", words.low); }
            else { micState("ready", "ready", words.open); }
        }
        level *= 0.9;
    }
    const showing = setInterval(showLevel, 100);

    // The talk.
    let talk = null;
    const canTalk = () => (microphone.isOpen || usesController()) && codes().length > 0;

    function allow() {
        hold.disabled = talk === null && !canTalk();
        latch.disabled = hold.disabled;
        one("mic").hidden = usesController();
    }

    class Talk {
        constructor(isLatched) {
            [this.isLatched, this.until, this.isOver, this.wasAnswered] = [isLatched, null, false, false];
            const query = new URLSearchParams({ areas: codes().join(","), chime: String(one("chime").checked) });
            if (usesController()) { query.set("source", "controller"); }
            const address = new URL(`${root.dataset.socket}?${query}`, location.href);
            address.protocol = address.protocol.replace("http", "ws");
            this.socket = new WebSocket(address);
            this.socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
            this.socket.addEventListener("close", () => this.closed());
            this.show();
        }

        send(number, packet) {
            if (this.isOver || usesController() || this.socket.readyState !== WebSocket.OPEN || this.socket.bufferedAmount > mostWaiting[microphone.form]) { return; }
            const frame = new Uint8Array(5 + packet.length);
            const head = new DataView(frame.buffer);
            head.setUint8(0, microphone.form);
            head.setUint32(1, number);
            frame.set(packet, 5);
            this.socket.send(frame);
        }

        end() {
            if (this.isOver) { return; }
            this.isOver = true;
            // What is still on its way there is ended by the answer that it has opened.
            if (this.socket.readyState === WebSocket.OPEN) { this.socket.send("end"); }
            one("left-words").textContent = words.ending;
        }

        take(told) {
            this.wasAnswered = true;
            if (told.hearers) { showHearers(told.hearers); }
            switch (told.event) {
                case "opened":
                    if (this.isOver) { this.socket.send("end"); }
                    this.startsAt = performance.now() + told.ms;
                    break;
                case "speak":
                    this.until = performance.now() + told.ms;
                    navigator.vibrate?.(80);
                    break;
                case "level": level = Math.max(level * 0.85, told.level); break;
                case "refused": this.over(told.words, "st-warm", "warn"); break;
                case "ended": this.over(told.words, "st-ready", "check"); break;
                case "kept": one("said-more").textContent = told.words; break;
            }
        }

        over(text, look, name) {
            [this.isOver, this.wasTold] = [true, true];
            const said = one("said");
            said.className = `say ${look}`;
            icon(said, name);
            one("said-words").textContent = text;
            one("said-more").textContent = "";
            said.hidden = false;
            this.hide();
        }

        closed() {
            if (!this.wasTold) { this.over(this.wasAnswered ? words.lost : words.away, "st-fault", "warn"); }
        }

        show() {
            one("said").hidden = true;
            root.classList.add("is-live");
            [one("ready").hidden, one("live-part").hidden, latch.hidden] = [true, false, true];
            hold.classList.add("is-live");
            one("hold-words").textContent = this.isLatched ? words.stop : words.release;
            heading.textContent = words.headingLive;
            showHearers([]);
            this.timer = setInterval(() => this.tick(), 200);
            this.tick();
            navigator.wakeLock?.request("screen").then((lock) => { if (this.isOver) { lock.release(); } else { this.lock = lock; } }, () => {});
        }

        tick() {
            const now = performance.now();
            const left = this.until === null ? (this.startsAt ?? now) - now : this.until - now;
            const seconds = Math.max(0, Math.ceil(left / 1000));
            one("left").textContent = clock(seconds);
            root.classList.toggle("is-speaking", this.until !== null);
            if (!this.isOver) { one("left-words").textContent = this.until !== null ? words.speak : left > 0 ? words.waking : words.chime; }
        }

        hide() {
            clearInterval(this.timer);
            this.lock?.release();
            root.classList.remove("is-live", "is-speaking");
            [one("ready").hidden, one("live-part").hidden, latch.hidden] = [false, true, false];
            hold.classList.remove("is-live");
            one("hold-words").textContent = words.hold;
            heading.textContent = words.heading;
            talk = null;
            allow();
        }
    }

    function showHearers(hearers) {
        one("hearers").replaceChildren(...hearers.map((hearer) => {
            const item = document.querySelector("[data-hearer]").content.firstElementChild.cloneNode(true);
            item.className = hearer.look;
            item.dataset.gateway = hearer.id;
            icon(item, hearer.icon);
            [item.querySelector("b").textContent, item.querySelector("small").textContent, item.querySelector("em").textContent] = [hearer.name, hearer.note, hearer.words];
            return item;
        }));
    }

    function begin(isLatched) {
        if (talk === null && canTalk()) { talk = new Talk(isLatched); }
    }

    const release = () => { if (talk !== null && !talk.isLatched) { talk.end(); } };
    const isTyping = ({ target }) => target.closest?.("input:not([type='checkbox']), select, textarea, [contenteditable]") !== null;

    let pressedAt = null;
    hold.addEventListener("pointerdown", (event) => {
        if (event.button !== 0) { return; }
        pressedAt = event.timeStamp;
        if (talk?.isLatched) { talk.end(); return; }
        hold.setPointerCapture(event.pointerId);
        begin(false);
    });
    hold.addEventListener("pointerup", release);
    hold.addEventListener("pointercancel", release);
    hold.addEventListener("contextmenu", (event) => event.preventDefault());

    // A screen reader clicks without a pointer: then it need not be held.
    hold.addEventListener("click", ({ detail }) => {
        if (detail === 0 && pressedAt === null) { if (talk === null) { begin(true); } else { talk.end(); } }
        pressedAt = null;
    });
    latch.addEventListener("click", () => begin(true));

    addEventListener("keydown", (event) => {
        if (event.key === "Escape") { talk?.end(); return; }
        if (event.code !== "Space" || isTyping(event) || (event.target.closest?.("button, a, summary, label, input") && event.target !== hold)) { return; }
        event.preventDefault();
        if (event.repeat) { return; }
        if (talk?.isLatched) { talk.end(); } else { begin(false); }
    }, { signal });
    addEventListener("keyup", (event) => {
        if (event.code === "Space" && (talk !== null || event.target === hold)) { event.preventDefault(); release(); }
    }, { signal });
    addEventListener("blur", release, { signal });

    showReach();
    return () => {
        leaving.abort();
        clearInterval(showing);
        talk?.end();
        microphone.close();
    };
}

// The framework changes pages in place: nobody must go on speaking behind another page.
let [bound, leave] = [null, null];
function bind() {
    const root = document.querySelector("[data-talk]");
    if (root === bound) { return; }
    leave?.();
    bound = root;
    leave = root === null ? null : start(root);
}
bind();
globalThis.Blazor?.addEventListener("enhancedload", bind);
