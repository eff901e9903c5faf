import {Chart} from "../../plot/chart.js";
import {button, controls, line, runner, shown} from "./controls.js";
import {Player} from "./scene.js";

export const title = "Fall off the cliff";
export const what = "The policy has learnt half of its task. Go on with a small step size, and it takes for ever; with a large one, and it collapses. Then lower the step size again, and see that it does not come back.";

export async function mount(root, lab) {
    const values = controls(root, "cliff", [
        {name: "step_size", label: "step size α", least: 0.01, most: 300, value: 1, log: true},
        {name: "seed", label: "seed", least: 1, most: 20, step: 1, value: 1},
    ], (name) => name === "seed" && begin());
    const returns = new Chart(root, {label: "The return after each step", x: "iteration", y: "mean return", height: 200});
    const kls = new Chart(root, {label: "How far each step moved the policy", x: "iteration", y: "KL, nats", logY: true, height: 200});
    const said = line(root);
    let rows, ready;
    const begin = () => {
        run.stop();
        rows = [];
        said.textContent = "The policy learns the first half…";
        ready = lab("begin", {seed: values.seed}).then((b) => { said.textContent = `It begins with a mean return of ${shown(b.return)}.`; });
        return ready;
    };
    const run = runner(root, async () => {
        await ready;
        const mine = rows, row = await lab("iterate", {step_size: values.step_size});
        if (mine !== rows) return true;
        rows.push({...row, step_size: values.step_size});
        const x = rows.map((r) => r.iteration);
        returns.set([{name: "return", x, y: rows.map((r) => r.return)}], [{y: 475, label: "solved"}]);
        kls.set([{name: "KL of the step", x, y: rows.map((r) => Math.max(r.kl, 1e-9)), colour: 1}], [{y: 0.01, label: "TRPO's δ"}]);
        said.textContent = `Iteration ${row.iteration}, α = ${shown(values.step_size)}: mean return ${shown(row.return)}; the step moved the policy by ${shown(row.kl)} nats, whose entropy was ${shown(row.entropy)}.`;
        root.parentElement.dataset.return = row.return, root.parentElement.dataset.iteration = row.iteration;
        return row.iteration < 400;
    }, ["Climb", "Pause"]);
    const player = new Player(root, ["push left", "push right"]);
    button(root, "Play an episode", async () => { await ready; player.play(await lab("play")); });
    button(root, "The same policy again", begin);
    await begin();
    player.play(await lab("play"));
}
