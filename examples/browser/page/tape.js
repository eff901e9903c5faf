import {button, controls, line, shown as rounded} from "./controls.js";

export const title = "A tape that can be watched";
export const what = "Type an expression in x and y. Step forwards to see tangents ż travel with the values, then backwards to see cotangents z̄ gather; the gradient at the end is that of the differences.";

// What each rule says, as chapter 3 writes it: forwards, backwards.
const rules = {
    add: ["ż = ȧ + ḃ", "ā += z̄, b̄ += z̄"], sub: ["ż = ȧ − ḃ", "ā += z̄, b̄ −= z̄"], mul: ["ż = ȧ b + a ḃ", "ā += b z̄, b̄ += a z̄"],
    div: ["ż = (ȧ − z ḃ) / b", "ā += z̄ / b, b̄ −= z z̄ / b"], neg: ["ż = −ȧ", "ā −= z̄"], exp: ["ż = z ȧ", "ā += z z̄"], log: ["ż = ȧ / a", "ā += z̄ / a"],
    tanh: ["ż = (1 − z²) ȧ", "ā += (1 − z²) z̄"], sigmoid: ["ż = z (1 − z) ȧ", "ā += z (1 − z) z̄"], softplus: ["ż = σ(a) ȧ", "ā += σ(a) z̄"],
    square: ["ż = 2 a ȧ", "ā += 2 a z̄"], sqrt: ["ż = ȧ / 2 z", "ā += z̄ / 2 z"], sin: ["ż = cos a ȧ", "ā += cos a z̄"], cos: ["ż = −sin a ȧ", "ā −= sin a z̄"],
};

const shown = (v) => (v === null ? "no number" : rounded(v));

export async function mount(root, lab) {
    const values = controls(root, "tape", [
        {name: "expression", label: "z =", value: "log(1 + x^2) * tanh(y)"},
        {name: "x", label: "x", least: -3, most: 3, step: 0.05, value: 1},
        {name: "y", label: "y", least: -3, most: 3, step: 0.05, value: 0.5},
        {name: "x_dot", label: "ẋ, the direction", least: -1, most: 1, step: 0.05, value: 1},
        {name: "y_dot", label: "ẏ", least: -1, most: 1, step: 0.05, value: 0},
    ], () => record());
    const holder = document.createElement("div");
    holder.className = "tape", holder.tabIndex = 0, holder.setAttribute("role", "region"), holder.setAttribute("aria-label", "The tape");
    root.append(holder);
    const said = line(root);
    let tape, forwards, backwards;  // how many nodes each sweep has done

    async function record() {
        try {
            tape = await lab("record", {...values});
        } catch (error) { said.textContent = error.message; return; }
        forwards = backwards = 0;
        draw();
        said.textContent = `${tape.nodes.length} nodes. z = ${shown(tape.nodes[tape.result].value)}.`;
    }
    function draw(now = -1) {
        const nodes = tape.nodes, depth = nodes.map(() => 0), row = {};
        nodes.forEach((n, i) => { for (const k of n.inputs) depth[i] = Math.max(depth[i], depth[k] + 1); });
        const place = nodes.map((_, i) => [70 + depth[i] * 128, 40 + 84 * (row[depth[i]] = (row[depth[i]] ?? -1) + 1)]);
        const width = 140 + 128 * Math.max(...depth), height = 24 + 84 * Math.max(...Object.values(row).map((r) => r + 1));
        const escape = (s) => s.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
        let out = "";
        nodes.forEach((n, i) => { for (const k of n.inputs) out += `<line class="edge" x1="${place[k][0] + 46}" y1="${place[k][1]}" x2="${place[i][0] - 46}" y2="${place[i][1]}"/>`; });
        nodes.forEach((n, i) => {
            const [x, y] = place[i];
            const tangent = i < forwards && !n.constant ? `<text class="dot" x="${x}" y="${y - 24}">ż = ${shown(n.tangent)}</text>` : "";
            const cotangent = nodes.length - i <= backwards && !n.constant ? `<text class="bar" x="${x}" y="${y + 32}">z̄ = ${shown(n.cotangent)}</text>` : "";
            out += `<g class="node${i === now ? " now" : ""}"><rect x="${x - 46}" y="${y - 20}" width="92" height="40" rx="5"/>` +
                `<text x="${x}" y="${y - 3}">${escape(n.op || "constant")}</text><text class="value" x="${x}" y="${y + 13}">${shown(n.value)}</text>${tangent}${cotangent}</g>`;
        });
        holder.innerHTML = `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The recorded nodes and what they depend on">${out}</svg>`;
    }
    const name = (i) => tape.nodes[i].op || "the constant";
    button(root, "A step forwards", () => {
        if (forwards < tape.nodes.length) ++forwards;
        const i = forwards - 1, n = tape.nodes[i];
        draw(i);
        said.textContent = n.inputs.length ? `${name(i)}: ${rules[n.op]?.[0] ?? "by its JVP rule"}, here ${shown(n.tangent)}.` : `${name(i)}: its tangent is ${shown(n.tangent)}.`;
    });
    button(root, "A step backwards", () => {
        if (backwards < tape.nodes.length) ++backwards;
        const i = tape.nodes.length - backwards, n = tape.nodes[i];
        draw(i);
        said.textContent = n.inputs.length ? `${name(i)}, with z̄ = ${shown(n.cotangent)}: ${rules[n.op]?.[1] ?? "by its VJP rule"}.` : `${name(i)}: all its uses have added up to ${shown(n.cotangent)}.`;
    });
    button(root, "The gradient", () => {
        forwards = backwards = tape.nodes.length;
        draw();
        const [x, y] = tape.nodes;
        said.textContent = `∂z/∂x = ${shown(x.cotangent)}, ∂z/∂y = ${shown(y.cotangent)}, from one sweep backwards; differences of five points say ${tape.differences.map(shown).join(" and ")}.`;
        Object.assign(root.parentElement.dataset, {error: Math.max(Math.abs(x.cotangent - tape.differences[0]), Math.abs(y.cotangent - tape.differences[1]))});
    });
    button(root, "The Hessian times the direction", () => {
        said.textContent = `H (${shown(values.x_dot)}, ${shown(values.y_dot)}) = (${tape.hessian_times_direction.map(shown).join(", ")}): a sweep forwards over the recorded sweep backwards.`;
    });
    await record();
}
