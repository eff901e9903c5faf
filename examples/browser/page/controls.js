// What a reader sets: sliders, choices and texts, each of which stands in the page's address once it was changed, as
// ?experiment.name=value, so that an experiment can be shared as a link.

const stored = (experiment, name) => new URLSearchParams(location.search).get(`${experiment}.${name}`);
function store(experiment, name, value, usual) {
    const all = new URLSearchParams(location.search);
    value === String(usual) ? all.delete(`${experiment}.${name}`) : all.set(`${experiment}.${name}`, value);
    const query = all.toString();
    history.replaceState(null, "", location.pathname + (query ? `?${query}` : "") + location.hash);
}
export const shown = (v) => (v === null || v === undefined || Number.isNaN(v) ? "–" : v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e5) ? v.toExponential(2) : String(Number(v.toPrecision(4))));

// specs: {name, label, value} and, for a slider, least, most, step or log; for a choice, options; else it is a text. A page may begin
// with another value: data-settings of its <div class="live">, JSON.
// Returns an object whose properties are the present values. `changed(name)` is called after each change.
export function controls(parent, experiment, specs, changed = () => {}) {
    const values = {}, box = document.createElement("div");
    box.className = "controls";
    const ofPage = JSON.parse(parent.closest(".live").dataset.settings ?? "{}");
    for (const usual of specs) {
        const spec = {...usual, value: ofPage[usual.name] ?? usual.value}, label = document.createElement("label"), name = document.createElement("span");
        name.textContent = spec.label;
        label.append(name);
        const slides = spec.least !== undefined, before = stored(experiment, spec.name);
        const input = document.createElement(spec.options ? "select" : "input");
        if (spec.options) for (const option of spec.options) input.append(new Option(option, option));
        let output;
        if (slides) {
            input.type = "range";
            const to = (v) => (spec.log ? Math.log10(v) : v);
            input.min = to(spec.least), input.max = to(spec.most), input.step = spec.step ?? (to(spec.most) - to(spec.least)) / 200;
            output = document.createElement("output");
            const read = () => (spec.log ? Number((10 ** input.value).toPrecision(3)) : Number(input.value));
            const given = before !== null && Number.isFinite(Number(before)) ? Number(before) : spec.value;
            input.value = to(Math.min(spec.most, Math.max(spec.least, given)));
            values[spec.name] = given === spec.value ? spec.value : read();
            output.textContent = shown(values[spec.name]);
            input.setAttribute("aria-valuetext", output.textContent);
            input.addEventListener("input", () => {
                values[spec.name] = read(), output.textContent = shown(values[spec.name]);
                input.setAttribute("aria-valuetext", output.textContent);
                store(experiment, spec.name, String(values[spec.name]), spec.value);
                changed(spec.name);
            });
        } else {
            const allowed = before !== null && (!spec.options || spec.options.includes(before));
            input.value = allowed ? before : spec.value;
            values[spec.name] = input.value;
            if (!spec.options) input.spellcheck = false;
            input.addEventListener(spec.options ? "change" : "input", () => {
                values[spec.name] = input.value;
                store(experiment, spec.name, input.value, spec.value);
                changed(spec.name);
            });
        }
        input.name = spec.name;
        label.append(input, ...(output ? [output] : []));
        box.append(label);
    }
    parent.append(box);
    return values;
}

export function button(parent, text, act) {
    const made = document.createElement("button");
    made.type = "button", made.textContent = text;
    made.addEventListener("click", () => act(made));
    parent.append(made);
    return made;
}
export function line(parent, className = "said") {
    const made = document.createElement("p");
    made.className = className;
    made.setAttribute("aria-live", "polite");
    parent.append(made);
    return made;
}

// A loop that a button starts and stops: `turn` is awaited again and again while it runs. Returns the button, with stop().
export function runner(parent, turn, texts = ["Run", "Pause"]) {
    let running = false;
    const made = button(parent, texts[0], async () => {
        running = !running;
        made.textContent = texts[Number(running)];
        made.setAttribute("aria-pressed", String(running));
        while (running && made.isConnected) {
            try {
                if ((await turn()) === false) break;
            } catch (error) {
                made.closest(".live").dispatchEvent(new CustomEvent("failed", {detail: error}));
                break;
            }
        }
        made.stop();
    });
    made.stop = () => { running = false, made.textContent = texts[0], made.setAttribute("aria-pressed", "false"); };
    return made;
}
