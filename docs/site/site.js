// A note goes away on Escape, wherever the keyboard is.
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.classList.contains("noted")) document.activeElement.blur();
});
// What scrolls can be reached without a mouse. (The theme wraps tables while the page is loaded.)
addEventListener("load", () => {
    for (const element of document.querySelectorAll(".md-search__scrollwrap, .md-typeset__scrollwrap, .formula, .md-typeset pre")) element.tabIndex = 0;
});
