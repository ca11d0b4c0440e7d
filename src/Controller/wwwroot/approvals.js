// 密钥 and 待签: ties the pages to the officer's key in this browser.
import { t } from "./approval-words.js";
import { describeWithKeyIds, ensureKey, findKey, fromBase64, isPossible, saysTheSame, sign } from "./approval.js";

const MOST_ROUNDS = 5;
const say = (element, text, hidden = false) => { if (element !== null) { element.textContent = text; element.hidden = hidden; } };

const post = async (path, body) => {
    const answer = await fetch(path, {
        method: "POST",
        // A form of another site can't set it.
        headers: { "X-CSRF": "1", "Content-Type": "application/json" },
        body: JSON.stringify(body ?? {}),
    });
    const read = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    return { status: answer.status, ok: answer.ok, ...read };
};
const why = ({ status, detail }) =>
    status === 401 ? t("登录过期了，请重新登录。")
    : status === 403 && detail?.includes("/reauthenticate") ? t("先确认是你本人，再来一次。")
    : status === 403 ? t("服务器没有收下：签名对不上，密钥没有确认过，或者你没有这个权限。")
    : status === 404 ? t("已经不在等了：过期、被停，或者别人已经签了。")
    : t("服务器没有收下。");
const explain = (place, problem) => {
    say(place, why(problem));
    if (problem.status === 403 && problem.detail?.includes("/reauthenticate")) {
        const link = document.createElement("a");
        link.href = `/reauthenticate?back=${encodeURIComponent(location.pathname)}`;
        link.textContent = t("确认身份");
        place.append(" ", link);
    }
};

// --- 密钥 ---

const bindOwnKey = async (panel) => {
    const state = panel.querySelector("[data-own-key-state]");
    const button = panel.querySelector("[data-own-key-register]");
    const problem = panel.querySelector("[data-own-key-problem]");
    if (!isPossible()) {
        say(state, t("这个页面不是经 https 打开的，浏览器不给密钥。请用 https 地址，或者用命令行工具签发。"));
        return;
    }
    const key = await findKey(panel.dataset.account);
    const row = key === null ? null : document.querySelector(`[data-key-id="${key.keyId}"]`);
    say(state, key === null ? t("还没有密钥。") : row === null ? t("编号 {0}，还没有登记。", key.keyId) : t("编号 {0}，已经登记。", key.keyId));
    button.hidden = row !== null;
    button.addEventListener("click", async () => {
        button.disabled = true;
        const made = await ensureKey(panel.dataset.account);
        const answer = await post("/api/operator-keys", { name: panel.dataset.name, publicKey: made.publicKey });
        if (answer.ok) { location.reload(); return; }
        explain(problem, answer);
        problem.hidden = false;
        button.disabled = false;
    });
};

// --- 待签 ---

const show = async (place, kind, payload, installed) => {
    const rows = await describeWithKeyIds(kind, payload, document.body.dataset.zone);
    const before = installed === null ? null : new Set((await describeWithKeyIds(kind, installed, document.body.dataset.zone)).map((row) => row.join()));
    const now = new Set(rows.map((row) => row.join()));
    const gone = before === null ? [] : (await describeWithKeyIds(kind, installed, document.body.dataset.zone)).filter((row) => !now.has(row.join()));
    place.replaceChildren(...[...rows, ...gone.map(([name, value]) => [name, t("不再有：{0}", value), true])].flatMap(([name, value, isGone]) => {
        const [term, words] = [document.createElement("dt"), document.createElement("dd")];
        term.textContent = name;
        words.textContent = value;
        if (isGone) { words.className = "quiet"; }
        else if (before !== null && !before.has(`${name},${value}`)) { words.innerHTML = ""; const mark = document.createElement("b"); mark.textContent = t("新的：{0}", value); words.append(mark); }
        return [term, words];
    }));
};

const bindApproval = (panel, account) => {
    const { approval: id, kind } = panel.dataset;
    const part = (name) => panel.querySelector(`[data-approval-${name}]`);
    const installed = panel.dataset.installed ? fromBase64(panel.dataset.installed) : null;
    const path = `/api/approvals/${encodeURIComponent(id)}`;
    let shown = null;

    const fresh = async () => {
        const composed = await post(`${path}/compose`);
        if (!composed.ok) { explain(part("state"), composed); return null; }
        return fromBase64(composed.payload);
    };
    const read = async (payload) => {
        try {
            await show(part("text"), kind, payload, installed);
        } catch {
            say(part("state"), t("这个文件读不懂，不能签。"));
            part("sign").hidden = true;
            return;
        }
        shown = payload;
        say(part("state"), kind === "order" ? t("看清楚了再签。签了马上播。") : t("看清楚了再签。"));
        part("read").hidden = true;
        part("sign").hidden = false;
    };
    const signAll = async () => {
        // Reading took its time: what is signed begins a moment from now, not a moment from then.
        let next = kind === "order" ? await fresh() : shown;
        for (let round = 0; round < MOST_ROUNDS && next !== null; round++) {
            if (!saysTheSame(kind, shown, next)) {
                await read(next);
                say(part("state"), t("内容变了，请重新看，再签一次。"));
                return;
            }
            const answer = await post(path, await sign(account, kind, next));
            if (answer.ok) {
                say(part("state"), t("已签发。"));
                part("sign").hidden = true;
                return;
            }
            if (answer.status !== 409 || answer.payload === undefined) { explain(part("state"), answer); return; }
            next = fromBase64(answer.payload);
        }
        if (next !== null) { say(part("state"), t("没有签成：服务器一直在换编号。再试一次。")); }
    };

    part("read").addEventListener("click", async () => { const payload = await fresh(); if (payload !== null) { await read(payload); } });
    part("sign").addEventListener("click", async () => {
        part("sign").disabled = true;
        try { await signAll(); } finally { part("sign").disabled = false; }
    });
    say(part("state"), "");
    if (panel.dataset.payload) { read(fromBase64(panel.dataset.payload)); } else { part("read").hidden = false; }
};

const bindApprovals = async (list) => {
    const panels = [...list.querySelectorAll("[data-approval]")];
    if (list.dataset.may === undefined) { return; }
    if (!isPossible()) {
        panels.forEach((panel) => say(panel.querySelector("[data-approval-state]"), t("这个页面不是经 https 打开的，浏览器不给密钥。请用 https 地址，或者用命令行工具签发。")));
        return;
    }
    const key = await findKey(list.dataset.account);
    panels.forEach((panel) => {
        if (key === null) { say(panel.querySelector("[data-approval-state]"), t("这个浏览器里没有你的密钥，先到“密钥”页登记。")); }
        else { bindApproval(panel, list.dataset.account); }
    });
};

const bind = () => document.querySelectorAll("[data-own-key], [data-approvals]").forEach((element) => {
    if (element.dataset.bound !== undefined) { return; }
    element.dataset.bound = "";
    if (element.dataset.ownKey !== undefined) { bindOwnKey(element); } else { bindApprovals(element); }
});

bind();
globalThis.Blazor?.addEventListener("enhancedload", bind);
