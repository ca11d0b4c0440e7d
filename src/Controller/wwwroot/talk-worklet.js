// Cuts what the microphone gives into pieces of 20 ms: as floats for the encoder, or as 16 kHz PCM where there is none.
const decimation = 3;

// Low-pass before each third sample is taken: a windowed sinc, 7 kHz of 48.
const taps = (() => {
    const [count, cutoff] = [33, 7000 / 48000];
    const middle = (count - 1) / 2;
    const raw = Array.from({ length: count }, (_, at) => {
        const x = at - middle;
        const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
        return sinc * (0.54 - 0.46 * Math.cos(2 * Math.PI * at / (count - 1)));
    });
    const sum = raw.reduce((total, tap) => total + tap, 0);
    return raw.map((tap) => tap / sum);
})();

class Pieces extends AudioWorkletProcessor {
    constructor({ processorOptions: { isPcm } }) {
        super();
        [this.isPcm, this.length, this.piece, this.at, this.number] = [isPcm, sampleRate / 50, new Float32Array(sampleRate / 50), 0, 0];
        this.before = new Float32Array(taps.length - 1);
    }

    process([[channel]]) {
        for (let index = 0; channel && index < channel.length; index++) {
            this.piece[this.at++] = channel[index];
            if (this.at === this.length) { this.give(); }
        }
        return true;
    }

    give() {
        let loudest = 0;
        for (const sample of this.piece) { loudest = Math.max(loudest, Math.abs(sample)); }
        const sound = this.isPcm ? this.toPcm() : this.piece.slice();
        this.port.postMessage({ number: this.number++, loudest, sound: sound.buffer }, [sound.buffer]);
        this.at = 0;
    }

    toPcm() {
        const all = new Float32Array(this.before.length + this.length);
        all.set(this.before);
        all.set(this.piece, this.before.length);
        this.before = all.slice(-this.before.length);
        const pcm = new DataView(new ArrayBuffer(this.length / decimation * 2));
        for (let out = 0; out < this.length / decimation; out++) {
            let sum = 0;
            for (let tap = 0; tap < taps.length; tap++) { sum += taps[tap] * all[out * decimation + tap]; }
            pcm.setInt16(out * 2, Math.round(Math.max(-1, Math.min(1, sum)) * 32767), true);
        }
        return new Int16Array(pcm.buffer);
    }
}

registerProcessor("pieces", Pieces);
