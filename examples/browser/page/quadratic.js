import {Chart} from "../../plot/chart.js";
import {controls, line, shown} from "./controls.js";
import {Plane} from "./plane.js";

export const title = "Conjugate gradients against steepest descent";
export const what = "Stretch the valley: steepest descent zigzags the more, the further the eigenvalues are apart; conjugate gradients need two steps whatever you do. Damping makes the valley rounder, and moves the solution.";

export async function mount(root, lab) {
    const values = controls(root, "quadratic", [
        {name: "large", label: "larger eigenvalue", least: 1, most: 100, value: 10, log: true},
        {name: "small", label: "smaller eigenvalue", least: 0.1, most: 10, value: 1, log: true},
        {name: "angle", label: "angle of the valley", least: 0, most: 3.14, value: 0.5},
        {name: "damping", label: "damping λ", least: 0, most: 5, value: 0},
    ], () => show());
    const plane = new Plane(root, {label: "Two paths to the minimum of a quadratic", width: 420, height: 320});
    const chart = new Chart(root, {label: "The residual after each step", x: "steps", y: "‖g − F x‖", logY: true, height: 200});
    const said = line(root);
    async function show() {
        const found = await lab("solve", {...values, g1: 1, g2: 1, steps: 20});
        const all = found.steepest.concat(found.conjugate), reach = (k) => all.map((p) => p[k]);
        const middle = [0, 1].map((k) => (Math.min(...reach(k)) + Math.max(...reach(k))) / 2);
        const half = 0.75 * Math.max(...[0, 1].map((k) => Math.max(...reach(k)) - Math.min(...reach(k))), 1e-3);
        plane.view(middle[0] - half * 1.3, middle[0] + half * 1.3, middle[1] - half, middle[1] + half);
        plane.clear();
        const [a, b, d] = found.F, best = found.conjugate[2];
        for (const level of [1, 0.5, 0.25, 0.12, 0.05]) plane.ellipse(best, [a, b, d], level * half * Math.sqrt(Math.min(a, d)), "faint");
        plane.path(found.steepest, 1);
        plane.path(found.conjugate, 0);
        chart.set([{name: "conjugate gradients", x: [0, 1, 2], y: found.residuals.map((r) => Math.max(r, 1e-16))},
                   {name: "steepest descent", x: found.steepest_residuals.map((_, i) => i), y: found.steepest_residuals.map((r) => Math.max(r, 1e-16))}]);
        said.textContent = `After two steps conjugate gradients leave ${shown(found.residuals[2])} of the residual, steepest descent ${shown(found.steepest_residuals[2] ?? 0)}; after twenty, ${shown(found.steepest_residuals.at(-1))}.`;
    }
    await show();
}
