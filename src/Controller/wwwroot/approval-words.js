// The words of approval.js and approvals.js in the page's language. They stand there in Chinese and are their own keys.
const english = () => JSON.parse(document.querySelector("[data-approval-words]")?.dataset.approvalWords || "{}");

/** The text, with its gaps {0}, {1} … filled. */
export const t = (chinese, ...values) => (english()[chinese] ?? chinese).replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
