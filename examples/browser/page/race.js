import {Chart} from "../../plot/chart.js";
import {controls, line, runner, shown} from "./controls.js";

export const title = "The race";
export const what = "All five rungs on one task and seed, each with its own tuned settings, an iteration of each in turns. Look at another seed before you believe an order.";
const rungs = ["reinforce", "vpg", "npg", "trpo", "ppo"];

export async function mount(root, lab) {
    const values = controls(root, "race", [
        {name: "env", label: "task", options: ["CartPole-v1", "Acrobot-v1"], value: "CartPole-v1"},
        {name: "seed", label: "seed", least: 0, most: 20, step: 1, value: 0},
    ], () => begin());
    const chart = new Chart(root, {label: "The return of each rung over steps", x: "environment steps", y: "mean return", height: 320});
    const said = line(root);
    let lines, ready;
    const begin = () => {
        run.stop();
        lines = rungs.map((name) => ({name, x: [], y: [], done: false}));
        ready = Promise.all(rungs.map((algorithm) => lab("begin", {algorithm, env: values.env, seed: values.seed})));
        return ready;
    };
    const run = runner(root, async () => {
        await ready;
        const mine = lines, goal = values.env === "CartPole-v1" ? 475 : -100;
        const behind = mine.filter((l) => !l.done).sort((a, b) => (a.x.at(-1) ?? 0) - (b.x.at(-1) ?? 0))[0];
        if (!behind) return false;
        const row = await lab("iterate", {algorithm: behind.name});
        if (mine !== lines) return true;
        if (row.return !== null) behind.x.push(row.steps), behind.y.push(row.return);
        behind.done = (row.return_100 ?? -1e9) >= goal || row.steps > 200_000;
        chart.set(lines.map((l) => ({...l})), [{y: goal, label: "solved"}]);
        const there = lines.filter((l) => l.done).map((l) => `${l.name} at ${shown(l.x.at(-1))}`);
        said.textContent = there.length ? `Solved (a mean of ${goal} over 100 episodes): ${there.join(", ")}.` : `${behind.name}: ${shown(row.steps)} steps, mean return ${shown(row.return)}.`;
        root.parentElement.dataset.done = there.length;
        return true;
    }, ["Start the race", "Pause"]);
    await begin();
}
