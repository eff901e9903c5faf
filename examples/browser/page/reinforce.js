import {Chart} from "../../plot/chart.js";
import {button, controls, line, runner, shown} from "./controls.js";
import {Player} from "./scene.js";

export const title = "REINFORCE learns CartPole";
export const what = "Let it run with a baseline, then without one, and compare how soon it balances. Beside it stands how far the gradients of single episodes of the policy scatter: a baseline leaves a fraction of it.";

export async function mount(root, lab) {
    const values = controls(root, "reinforce", [
        {name: "baseline", label: "baseline", options: ["constant", "none", "optimal", "learned"], value: "constant"},
        {name: "learning_rate", label: "step size of Adam", least: 1e-4, most: 0.1, value: 0.005, log: true},
        {name: "seed", label: "seed", least: 1, most: 20, step: 1, value: 1},
    ], () => begin());
    const player = new Player(root, ["push left", "push right"]);
    const charts = document.createElement("div");
    charts.className = "charts";
    root.append(charts);
    const chart = new Chart(charts, {label: "The return after each iteration", x: "environment steps", y: "mean return"});
    const scatter = new Chart(charts, {label: "The variance of the gradient, with and without a baseline", x: "environment steps", y: "variance / squared length", logY: true});
    const said = line(root);
    let runs = [], now, ready, measured;
    const measure = async () => {
        const mine = now, v = {...await lab("variance"), steps: mine.x.at(-1) ?? 0};
        if (mine !== now) return v;
        measured = [...measured.filter((m) => m.steps !== v.steps), v];
        const x = measured.map((m) => m.steps);
        scatter.set([{name: "without a baseline", x, y: measured.map((m) => m.without), colour: 1}, {name: "with one", x, y: measured.map((m) => m.with), colour: 2}]);
        root.parentElement.dataset.ratio = v.ratio;
        return v;
    };
    const begin = () => {
        run.stop();
        measured = [];
        now = {name: `${values.baseline}, seed ${values.seed}`, x: [], y: []};
        runs = runs.filter((r) => r.name !== now.name && r.x.length).slice(-5).concat(now);
        ready = lab("begin", {...values});
        return ready;
    };
    const run = runner(root, async () => {
        await ready;
        const mine = now, row = await lab("iterate");
        if (mine !== now) return true;
        now.x.push(row.steps), now.y.push(row.return);
        chart.set(runs.map((r) => ({...r})), [{y: 475, label: "solved"}]);
        said.textContent = `Iteration ${row.iteration}: ${shown(row.steps)} steps, mean return ${shown(row.return)}, the step moved the policy by ${shown(row.kl)} nats.`;
        root.parentElement.dataset.return = row.return;
        if (row.iteration % 4 === 1) await measure();
        if (row.iteration % 8 === 1) player.play(await lab("play"));
        return row.return < 490;
    }, ["Learn", "Pause"]);
    button(root, "Play an episode", async () => { await ready; player.play(await lab("play")); });
    button(root, "Measure the scatter", async () => {
        await ready;
        said.textContent = "Measuring…";
        const v = await measure();
        said.textContent = `From one episode the gradient's variance is ${shown(v.without)} times its squared length without a baseline and ${shown(v.with)} with one (${v.episodes} episodes): the baseline leaves ${shown(100 * v.ratio)} % of it.`;
    });
    button(root, "Begin again", begin);
    await begin();
    player.play(await lab("play"));
}
