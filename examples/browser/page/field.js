import {controls, line, shown} from "./controls.js";
import {Plane} from "./plane.js";

export const title = "The field: where the gradient points, and the natural gradient";
export const what = "Drag the point (or use the arrow keys). Both arrows go as far as δ nats by the quadratic model. Then change the unit of the mean: the gradient turns, the natural gradient leads to the same policy.";

export async function mount(root, lab) {
    const values = controls(root, "field", [
        {name: "scale", label: "one unit of u is so much of the mean", least: 0.2, most: 5, value: 1, log: true},
        {name: "max_kl", label: "δ, in nats", least: 0.001, most: 1, value: 0.2, log: true},
    ], (name) => (name === "scale" ? rescale() : show()));
    const plane = new Plane(root, {label: "The return over the two parameters of a policy", x: "u, the mean in its unit", y: "ℓ, log of the deviation"});
    const said = line(root);
    let grid, policy = [-0.5, 0];  // the mean itself, and ℓ
    const handle = (() => { plane.view(-2, 3, -2, 1); return plane.handle(policy, "the policy", ([u, l]) => { policy = [u * values.scale, l]; show(); }); })();

    async function rescale() {
        const s = values.scale;
        plane.view(-2 / s, 3 / s, -2, 1);
        handle.point = [policy[0] / s, policy[1]];
        grid = await lab("returns", {size: 60, u0: -2 / s, u1: 3 / s, l0: -2, l1: 1, scale: s});
        await show();
    }
    async function show() {
        const s = values.scale, from = [policy[0] / s, policy[1]];
        const at = await lab("at", {u: from[0], l: from[1], scale: s, max_kl: values.max_kl});
        plane.clear();
        plane.contours(grid.size, grid.values);
        plane.ellipse(from, at.F, Math.sqrt(2 * values.max_kl), "faint");
        const to = (step) => [from[0] + step[0], from[1] + step[1]];
        plane.arrow(from, to(at.plain_step), 1);
        plane.arrow(from, to(at.natural_step), 0);
        const mean = (step) => `mean ${shown((from[0] + step[0]) * s)}, log deviation ${shown(from[1] + step[1])}`;
        said.textContent = `Return ${shown(at.return)}. Along the gradient (second colour): ${mean(at.plain_step)}, return ${shown(at.plain_return)}, true KL ${shown(at.plain_kl)}. ` +
            `Along the natural gradient (first colour): ${mean(at.natural_step)}, return ${shown(at.natural_return)}, true KL ${shown(at.natural_kl)}.`;
    }
    await rescale();
}
