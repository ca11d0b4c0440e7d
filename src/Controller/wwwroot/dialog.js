// Opens the native dialogs of the console and gives the focus back when they are gone.
const openers = new Map();

export function open(dialog, id) {
    openers.set(id, document.activeElement);

    // Esc asks the page, which alone takes the dialog away.
    dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
        dialog.querySelector("[data-close]").click();
    });
    dialog.showModal();
    dialog.querySelector("[autofocus]")?.focus();
}

export function back(id) {
    const opener = openers.get(id);
    openers.delete(id);
    if (opener?.isConnected && opener !== document.body) { opener.focus(); }
    else { document.querySelector("#main [aria-pressed=true]")?.focus(); }
}
