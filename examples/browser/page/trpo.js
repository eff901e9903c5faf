import {Chart} from "../../plot/chart.js";
import {button, controls, line, runner, shown} from "./controls.js";
import {Player} from "./scene.js";

export const title = "TRPO, live";
export const what = "Let it learn and move δ while it does: no step is ever longer. With a δ of 1 the models are wrong along the step, and the line search shortens it; without damping, or with two iterations of conjugate gradients, see what the models still promise.";
const actions = {"CartPole-v1": ["push left", "push right"], "Acrobot-v1": ["torque −1", "none", "torque +1"], "Pendulum-v1": ["mean torque"]};
const solved = {"CartPole-v1": 475, "Acrobot-v1": -100, "Pendulum-v1": -200};

export async function mount(root, lab) {
    const values = controls(root, "trpo", [
        {name: "env", label: "task", options: Object.keys(actions), value: "CartPole-v1"},
        {name: "max_kl", label: "δ, in nats", least: 1e-4, most: 2, value: 0.01, log: true},
        {name: "cg_damping", label: "damping λ", least: 0, most: 1, value: 0.1},
        {name: "cg_iterations", label: "iterations of conjugate gradients", least: 1, most: 20, step: 1, value: 10},
        {name: "seed", label: "seed", least: 1, most: 20, step: 1, value: 1},
        {name: "watch", label: "look along each step", options: ["yes", "no"], value: "yes"},
    ], (name) => ["env", "seed"].includes(name) && begin());
    const charts = document.createElement("div");
    charts.className = "charts";
    root.append(charts);
    const returns = new Chart(charts, {label: "The return after each iteration", x: "environment steps", y: "mean return", height: 220});
    const kls = new Chart(charts, {label: "The KL of each step under δ", x: "iteration", y: "KL, nats", logY: true, height: 220});
    const gains = new Chart(charts, {label: "Along the step: the surrogate and its linear model", x: "t, in steps as the models propose them", y: "gain", height: 220});
    const distances = new Chart(charts, {label: "Along the step: the KL and its quadratic model", x: "t", y: "KL, nats", height: 220});
    const said = line(root);
    let player, rows, ready;
    const begin = () => {
        run.stop();
        rows = [];
        ready = lab("begin", {env: values.env, seed: values.seed});
        if (player) player.names = actions[values.env];
        return ready;
    };
    const run = runner(root, async () => {
        await ready;
        const mine = rows;
        const row = await lab("iterate", {max_kl: values.max_kl, cg_damping: values.cg_damping, cg_iterations: values.cg_iterations, along: values.watch === "yes"});
        if (mine !== rows) return true;
        rows.push(row);
        const known = rows.filter((r) => r.return !== null), stepped = rows.filter((r) => r.accepted);
        returns.set([{name: "return", x: known.map((r) => r.steps), y: known.map((r) => r.return)}], [{y: solved[values.env], label: "solved"}]);
        kls.set([{name: "KL of the step", x: stepped.map((r) => r.iteration), y: stepped.map((r) => r.kl), points: true},
                 {name: "δ", x: rows.map((r) => r.iteration), y: rows.map((r) => r.max_kl), colour: 1}]);
        if (row.along) {
            const {t, gain, linear, kl, quadratic, shrink} = row.along, marks = [{x: 1, label: "proposed"}];
            if (row.accepted) marks.push({x: shrink ** row.backtracks, label: row.backtracks ? "accepted" : ""});
            gains.set([{name: "true surrogate", x: t, y: gain}, {name: "linear model", x: t, y: linear, dashed: true, colour: 0}], marks);
            distances.set([{name: "true KL", x: t, y: kl, colour: 1}, {name: "quadratic model", x: t, y: quadratic, dashed: true, colour: 1}],
                          marks.concat({y: row.max_kl, label: "δ"}));
        }
        said.textContent = `Iteration ${row.iteration}: mean return ${shown(row.return)}; the step was ${row.accepted ? "accepted" : "refused"}` +
            `${row.backtracks ? `, shortened ${row.backtracks} times` : ""}, with a KL of ${shown(row.kl)} under δ = ${shown(row.max_kl)}; conjugate gradients left ${shown(row.cg_residual)} of g.`;
        Object.assign(root.parentElement.dataset, {return: row.return, kl: Math.max(row.kl / row.max_kl, Number(root.parentElement.dataset.kl ?? 0)), iteration: row.iteration});
        if (row.iteration % 10 === 1) player.play(await lab("play"));
        return !(row.return >= 495);
    }, ["Learn", "Pause"]);
    button(root, "Play an episode", async () => { await ready; player.play(await lab("play")); });
    button(root, "Begin again", begin);
    player = new Player(root, actions[values.env]);
    await begin();
    player.play(await lab("play"));
}
