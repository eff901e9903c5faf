// A note goes away on Escape, wherever the keyboard is.
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement?.classList.contains("noted")) document.activeElement.blur();
});
