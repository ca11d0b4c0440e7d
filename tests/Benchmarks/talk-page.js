// Notes what the page's microphone gave: each piece of 20 ms with its number and when the page had it.
globalThis.heard = [];
const encode = AudioEncoder.prototype.encode;
AudioEncoder.prototype.encode = function (data) {
    const samples = new Float32Array(data.numberOfFrames);
    data.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
    globalThis.heard.push({ number: Math.round(data.timestamp / 20000), at: performance.timeOrigin + performance.now(), samples });
    return encode.call(this, data);
};

// Everything so far: when each piece came, in milliseconds since 1970, and the samples as base64 of 16 bits.
globalThis.takeHeard = () => {
    const pieces = globalThis.heard.splice(0);
    const pcm = new Int16Array(pieces.length * 960);
    pieces.forEach(({ samples }, index) => samples.forEach((sample, at) => { pcm[index * 960 + at] = Math.max(-1, Math.min(1, sample)) * 32767; }));
    const bytes = new Uint8Array(pcm.buffer);
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) { text += String.fromCharCode(...bytes.subarray(at, at + 32768)); }
    return { numbers: pieces.map(({ number }) => number), at: pieces.map(({ at }) => at), pcm: btoa(text) };
};
