// The second hand in the browser: an officer's key that cannot leave this browser profile, the bytes that it signs, and what those bytes say.
// What is signed is what Approval.ToBeSigned of the wire makes (RFC 9052 section 4.4); the words are read off the very bytes that are signed.
import { t } from "./approval-words.js";

const utf8 = new TextEncoder();
const concat = (...parts) => {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
};
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g), (byte) => parseInt(byte, 16));
export const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
export const toBase64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));

/** Whether this page may sign at all: browsers give keys to https and to this machine alone. */
export const isPossible = () => globalThis.isSecureContext && globalThis.crypto?.subtle !== undefined && globalThis.indexedDB !== undefined;

// --- the key: one for each account in this browser profile ---

const store = async (mode, use) => {
    const opening = indexedDB.open("cloudbroadcast", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("operatorKeys");
    const database = await done(opening);
    try {
        return await done(use(database.transaction("operatorKeys", mode).objectStore("operatorKeys")));
    } finally {
        database.close();
    }
};
const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

/** The account's key in this browser, { keyId, publicKey, privateKey }, or null. */
export const findKey = async (account) => (await store("readonly", (keys) => keys.get(account))) ?? null;

/** The account's key in this browser, made now where there is none; its private half can be used and never read. */
export const ensureKey = async (account) => {
    const before = await findKey(account);
    if (before !== null) { return before; }
    const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
    const keyId = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", publicKey)).subarray(0, 8));
    const made = { keyId, publicKey: toBase64(publicKey), privateKey: pair.privateKey };
    // Another tab may have been first: its key counts.
    try {
        await store("readwrite", (keys) => keys.add(made, account));
    } catch (error) {
        if (error.name !== "ConstraintError") { throw error; }
    }
    return findKey(account);
};

/** Forgets the account's key in this browser. */
export const forgetKey = (account) => store("readwrite", (keys) => keys.delete(account));

// --- the bytes: CBOR (RFC 8949) of what a Sig_structure needs, and no more ---

const head = (major, length) =>
    length < 24 ? Uint8Array.of(major << 5 | length)
    : length < 0x100 ? Uint8Array.of(major << 5 | 24, length)
    : length < 0x10000 ? Uint8Array.of(major << 5 | 25, length >> 8, length & 0xff)
    : Uint8Array.of(major << 5 | 26, length >>> 24, length >>> 16 & 0xff, length >>> 8 & 0xff, length & 0xff);
const byteString = (bytes) => concat(head(2, bytes.length), bytes);
const textString = (text) => concat(head(3, utf8.encode(text).length), utf8.encode(text));

/** What the key with this id signs for a payload; kind is "order" or "configuration". */
export const toBeSigned = (kind, payload, keyId) => {
    // { 1 (alg): -7 (ES256), 4 (kid): key id }
    const protectedHeaders = concat(head(5, 2), head(0, 1), Uint8Array.of(0x26), head(0, 4), byteString(unhex(keyId)));
    return concat(
        head(4, 4), textString("Signature1"), byteString(protectedHeaders),
        byteString(utf8.encode(`cloudbroadcast/1/approval/${kind}`)), byteString(payload));
};

/** The signature of the account's key over a payload, { keyId, signature }; the signature is r and s in base64. */
export const sign = async (account, kind, payload) => {
    const key = await findKey(account);
    if (key === null) { throw new Error("这个浏览器里没有你的密钥"); }
    describe(kind, payload); // What can't be read is not signed.
    const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, toBeSigned(kind, payload, key.keyId));
    return { keyId: key.keyId, signature: toBase64(new Uint8Array(signature)) };
};

// --- the words ---

const classes = () => ({ exercise: t("演练"), ordinary: t("日常"), emergency: t("应急（不是演练）") });
const priorities = () => ({
    background: t("背景"), scheduled: t("节目"), liveTalk: t("喊话"),
    blueAlert: t("蓝色预警"), yellowAlert: t("黄色预警"), orangeAlert: t("橙色预警"), redAlert: t("红色预警"),
});
const word = (table, key) => {
    if (!Object.hasOwn(table, key)) { throw new Error(`读不懂“${key}”`); }
    return table[key];
};
const length = (ms) => ms >= 3600000
    ? t("{0} 小时 {1} 分", Math.floor(ms / 3600000), Math.floor(ms % 3600000 / 60000))
    : t("{0} 分 {1} 秒", Math.floor(ms / 60000), Math.floor(ms % 60000 / 1000));
// A control character could turn the writing round.
const plain = (text) => {
    if (typeof text !== "string") { throw new Error("少了文字"); }
    return text.replace(/[\p{Cc}\p{Cf}]/gu, "\uFFFD");
};
const keyIdOf = async (spki) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", fromBase64(spki))).subarray(0, 8));

const parse = (payload) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));

const describeOrder = (order, at) => {
    const play = order.play;
    if (order.version !== 1 || order.action !== "play" || !play) { throw new Error("不是播出指令"); }
    const samples = play.items.reduce((sum, item) => sum + item.lengthSamples, 0);
    return [
        [t("类别"), word(classes(), order.class)],
        [t("标题"), t("《{0}》", plain(play.title))],
        [t("级别"), word(priorities(), play.priority)],
        [t("开始"), at(play.startAt)],
        [t("长度"), play.live ? t("现场讲话，最长 {0}", length(play.longestPlayMs)) : length(samples / 48)],
        [t("音量"), `${Number(play.volumePercent)}%`],
        [t("声音"), play.bundleHashes === undefined ? t("没有绑定：签了以后还能换") : t("已绑定，签了以后不能换")],
        [t("失效"), at(order.expires)],
        ...order.targets.map((target) => [t("网关"), `${plain(target.gateway)}　${target.zones.length === 0 ? t("全部分区") : t("{0} 号分区", target.zones.join(t("、")))}`]),
    ];
};

const describeConfiguration = (configuration) => {
    if (configuration.version !== 1) { throw new Error("不是网关配置"); }
    const curfew = configuration.curfew;
    return [
        [t("网关"), plain(configuration.gateway)],
        [t("版本"), t("第 {0} 版", Number(configuration.revision))],
        [t("名称"), plain(configuration.name)],
        [t("区域"), t("{0}　分区 {1}", plain(configuration.area), configuration.zones.join(t("、")))],
        [t("宵禁"), curfew ? t("{0} 到 {1}（{2}）", plain(curfew.from), plain(curfew.to), plain(configuration.timeZone)) : t("没有")],
        [t("限制"), t("一次最长 {0}，一小时最多 {1} 次", length(configuration.longestPlayMs), Number(configuration.startsPerHour))],
        ...configuration.volumePercent === undefined ? [] : [[t("音量"), t("各场播出的 {0}%（应急播出不减）", Number(configuration.volumePercent))]],
        [t("双签"), configuration.emergencyNeedsApproval === true ? t("应急播出要有人签发") : t("应急播出不用人签发，控制器自己就能播")],
        ...configuration.keys.map((key) => [t("控制器密钥"), key.publicKey, t("可签 {0}", key.classes.map((each) => word(classes(), each)).join(t("、")))]),
        ...configuration.operators.map((each) => [t("签发人密钥"), each.publicKey, plain(each.name)]),
    ];
};

/** What a payload says, as pairs of words; throws where it can't be read. A public key stands there as it is: see describeWithKeyIds. */
export const describe = (kind, payload, zone = "Asia/Shanghai") => {
    const instant = new Intl.DateTimeFormat(globalThis.document?.documentElement.lang === "en" ? "en-GB" : "zh-CN", { timeZone: zone, dateStyle: "medium", timeStyle: "medium", hourCycle: "h23" });
    const at = (text) => instant.format(new Date(text));
    const document = parse(payload);
    return kind === "order" ? describeOrder(document, at) : kind === "configuration" ? describeConfiguration(document) : (() => { throw new Error("不认识的文件"); })();
};

/** As describe, with the key id in the place of each public key: rows of two words. */
export const describeWithKeyIds = async (kind, payload, zone) => Promise.all(
    describe(kind, payload, zone).map(async ([name, value, more]) => [name, more === undefined ? value : `${await keyIdOf(value)}　${more}`]));

/** Whether two payloads of orders ask for the same, but for number and times. */
export const saysTheSame = (kind, one, two) => {
    const timeless = (payload) => {
        const order = parse(payload);
        return JSON.stringify({ ...order, orderId: 0, sequence: 0, notBefore: 0, expires: 0, play: order.play ? { ...order.play, startAt: 0 } : null });
    };
    return kind === "order" ? timeless(one) === timeless(two) : toBase64(one) === toBase64(two);
};
