// The figures of a page that answer, and its live experiments: each <div class="live" data-experiment="…"> becomes one when it is scrolled to. Without
// WebAssembly, or where something fails, it says so and the figure that stands there stays.
import "../../plot/figures.js";
import * as bound from "./bound.js";
import * as cliff from "./cliff.js";
import * as field from "./field.js";
import * as quadratic from "./quadratic.js";
import * as race from "./race.js";
import * as reinforce from "./reinforce.js";
import * as tape from "./tape.js";
import * as trpo from "./trpo.js";

const experiments = {tape, reinforce, cliff, field, quadratic, bound, trpo, race};
const here = document.currentScript?.src ?? location.href;

let worker, numbered = 0;
const waiting = new Map();
function ask(request) {
    if (!worker) {
        worker = new Worker(new URL("lab.worker.js", here), {type: "module"});
        worker.onmessage = ({data: {n, reply}}) => {
            const {resolve, reject} = waiting.get(n);
            waiting.delete(n);
            reply.error === undefined ? resolve(reply.answer) : reject(new Error(reply.error));
        };
        worker.onerror = (event) => {
            for (const {reject} of waiting.values()) reject(new Error(event.message || "the module could not be loaded"));
            waiting.clear();
        };
    }
    return new Promise((resolve, reject) => {
        waiting.set(++numbered, {resolve, reject});
        worker.postMessage({n: numbered, request});
    });
}

let opened = 0;
async function start(element) {
    const {title, what, mount} = experiments[element.dataset.experiment];
    const id = ++opened;
    const lab = (question, details = {}) => ask({id, experiment: element.dataset.experiment, question, with: details});
    const frame = document.createElement("section"), heading = document.createElement("p"), words = document.createElement("p");
    frame.className = "experiment", frame.setAttribute("aria-label", title);
    heading.className = "heading", heading.textContent = title;
    words.className = "what", words.textContent = element.dataset.what ?? what;
    frame.append(heading, words);
    element.prepend(frame);
    const failed = (error) => {
        const said = document.createElement("p");
        said.className = "failed", said.setAttribute("role", "alert");
        said.textContent = `This experiment does not run here: ${error.message}.`;
        frame.append(said);
        element.dataset.state = "failed";
    };
    element.addEventListener("failed", (event) => failed(event.detail));
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") return failed(new Error("it needs WebAssembly"));
    try {
        await mount(frame, lab);
        element.dataset.state = "ready";
    } catch (error) { failed(error); }
}

const seen = new IntersectionObserver((entries) => {
    for (const {isIntersecting, target} of entries)
        if (isIntersecting) { seen.unobserve(target); start(target); }
}, {rootMargin: "300px"});
for (const element of document.querySelectorAll(".live")) seen.observe(element);
