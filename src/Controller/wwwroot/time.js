// Lengths and places in a sound, as people read and write them: minutes:seconds.
const two = (number) => String(number).padStart(2, "0");

/** Seconds as mm:ss, or minutes as hh:mm, cut off. */
export const clock = (seconds) => `${two(Math.floor(seconds / 60))}:${two(Math.floor(seconds % 60))}`;

/** Seconds as mm:ss.t, rounded to tenths. */
export const exactly = (seconds) => {
    const tenths = Math.round(seconds * 10);
    return `${clock(Math.floor(tenths / 10))}.${tenths % 10}`;
};

/** What somebody wrote, in seconds; NaN when it is no time. */
export const secondsOf = (text) => text.trim().replace("：", ":").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
