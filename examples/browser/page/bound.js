import {Chart} from "../../plot/chart.js";
import {button, controls, line, shown} from "./controls.js";

export const title = "The bound, exactly";
export const what = "Step as the bound allows, and the return never falls, and hardly rises; step by a radius, and it rises a hundred times as fast, with no promise. Look for a process and a radius where it falls.";

export async function mount(root, lab) {
    const values = controls(root, "bound", [
        {name: "seed", label: "process number", least: 0, most: 99, step: 1, value: 1},
        {name: "radius", label: "radius of the other step, in nats", least: 1e-4, most: 3, value: 0.01, log: true},
    ], (name) => name === "seed" && begin());
    const along = new Chart(root, {label: "Surrogate, bound and truth over the radius of a step", x: "radius max KL", y: "rise of the return", logX: true});
    const way = new Chart(root, {label: "The return after each step", x: "steps", y: "return η", height: 200});
    const said = line(root);
    let returns;
    async function begin() {
        returns = [(await lab("begin", {seed: values.seed})).return];
        said.textContent = "";
        await show();
    }
    async function show() {
        const a = await lab("along"), floor = -0.3 * Math.max(...a.truths.map(Math.abs));
        along.set([{name: "true return", x: a.radii, y: a.truths}, {name: "surrogate L", x: a.radii, y: a.surrogates},
                   {name: "the bound", x: a.radii.filter((_, i) => a.bounds[i] > floor), y: a.bounds.filter((b) => b > floor), dashed: true}],
                  [{y: 0}, {x: values.radius, label: "radius"}]);
        way.set([{name: "return", x: returns.map((_, i) => i), y: returns}]);
    }
    async function step(details, times = 1) {
        let last;
        for (let i = 0; i < times; ++i) { last = await lab("step", details); returns.push(last.after); }
        const change = last.after - last.before;
        said.textContent = `${change < 0 ? "The return fell" : "The return rose"} by ${shown(Math.abs(change))} in the last step, of ${shown(last.moved)} nats; the bound had promised at least ${shown(last.promised - last.before)}.`;
        await show();
    }
    button(root, "Step by the bound", () => step({}));
    button(root, "Ten of them", () => step({}, 10));
    button(root, "Step by the radius", () => step({radius: values.radius}));
    button(root, "Begin again", begin);
    await begin();
}
