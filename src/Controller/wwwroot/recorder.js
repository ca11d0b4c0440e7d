// 录音: from the microphone into an upload like any other.
import { add } from "./upload.js";
import { clock } from "./time.js";

const stopTracks = (stream) => stream?.getTracks().forEach((track) => track.stop());

const bind = (dialog, words) => {
    const find = (name) => dialog.querySelector(`[data-${name}]`);
    const say = (text) => { find("say").textContent = text; };
    let [recorder, stream, context, blob, since] = [null, null, null, null, 0];
    const heard = new Audio();

    const meter = async () => {
        context = new AudioContext();
        const analyser = context.createAnalyser();
        context.createMediaStreamSource(stream).connect(analyser);
        const samples = new Float32Array(analyser.fftSize);
        const draw = () => {
            if (recorder?.state !== "recording") { find("level").style.width = "0"; return; }
            analyser.getFloatTimeDomainData(samples);
            const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
            // −48 to 0 dB below full scale.
            find("level").style.width = `${Math.max(0, Math.min(100, (20 * Math.log10(peak + 1e-6) + 48) / 48 * 100)).toFixed(0)}%`;
            find("time").textContent = clock((performance.now() - since) / 1000);
            requestAnimationFrame(draw);
        };
        draw();
    };

    const begin = async () => {
        if (!globalThis.isSecureContext || !navigator.mediaDevices) { say(words.notSecure); return; }
        try {
            stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: true, autoGainControl: false } });
        } catch {
            say(words.noMicrophone);
            return;
        }
        const type = ["audio/webm;codecs=opus", "audio/mp4", ""].find((known) => known === "" || MediaRecorder.isTypeSupported(known));
        recorder = new MediaRecorder(stream, type === "" ? { audioBitsPerSecond: 96000 } : { mimeType: type, audioBitsPerSecond: 96000 });
        const parts = [];
        recorder.addEventListener("dataavailable", ({ data }) => { if (data.size > 0) { parts.push(data); } });
        recorder.addEventListener("stop", () => {
            stopTracks(stream);
            context?.close();
            blob = new Blob(parts, { type: recorder.mimeType });
            heard.src = URL.createObjectURL(blob);
            say(words.recorded);
            find("end").hidden = true;
            find("begin").hidden = false;
            find("listen").hidden = find("keep").hidden = false;
        });
        since = performance.now();
        recorder.start(1000);
        say(words.recording);
        find("begin").hidden = true;
        find("listen").hidden = find("keep").hidden = true;
        find("end").hidden = false;
        find("end").focus();
        meter();
    };

    document.querySelector("[data-record]").addEventListener("click", () => dialog.showModal());
    find("begin").addEventListener("click", begin);
    find("end").addEventListener("click", () => recorder.stop());
    find("listen").addEventListener("click", () => { if (heard.paused) { heard.play(); } else { heard.pause(); heard.currentTime = 0; } });
    find("close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
        heard.pause();
        if (recorder?.state === "recording") { recorder.stop(); }
        stopTracks(stream);
    });
    find("keep").addEventListener("submit", (event) => {
        event.preventDefault();
        const fields = event.target.elements;
        const file = new File([blob], `${fields.title.value}.${blob.type.includes("mp4") ? "m4a" : "webm"}`, { type: blob.type });
        add([file], { title: fields.title.value, category: fields.category.value, isRecording: true });
        blob = null;
        find("listen").hidden = find("keep").hidden = true;
        find("time").textContent = "00:00";
        dialog.close();
    });
};

export const bindRecorder = () => {
    const dialog = document.querySelector("[data-recorder]");
    if (dialog === null || dialog.dataset.bound !== undefined || typeof MediaRecorder === "undefined") { return; }
    dialog.dataset.bound = "";
    document.querySelector("[data-record]").hidden = false;
    bind(dialog, JSON.parse(document.querySelector("[data-drop]").dataset.words));
};
