// Plays an episode as the engine drew it: shapes in a plane, y upwards, around a camera.
import {shown} from "./controls.js";

export class Player {
    // names: of the actions, for the bars of the policy's probabilities
    constructor(parent, names) {
        this.canvas = document.createElement("canvas");
        this.canvas.width = 560, this.canvas.height = 230;
        this.canvas.setAttribute("role", "img"), this.canvas.setAttribute("aria-label", "The agent in its environment");
        this.words = document.createElement("p");
        this.words.className = "said";
        parent.append(this.canvas, this.words);
        this.names = names;
    }

    play(episode) {
        cancelAnimationFrame(this.request);
        this.playing = episode;
        const began = performance.now(), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        const turn = (now) => {
            const t = still ? episode.frames.length - 1 : Math.min(episode.frames.length - 1, Math.floor(Math.max(0, now - began) / 1000 / episode.seconds_per_step));
            this.draw(episode, t);
            if (t < episode.frames.length - 1 && this.canvas.isConnected) this.request = requestAnimationFrame(turn);
        };
        this.request = requestAnimationFrame(turn);
    }

    draw(episode, t) {
        const {canvas} = this, frame = episode.frames[t], context = canvas.getContext("2d");
        const style = getComputedStyle(canvas), scale = Math.min(canvas.width / episode.width, canvas.height / episode.height);
        const place = (x, y) => [canvas.width / 2 + (x - frame.camera[0]) * scale, canvas.height / 2 - (y - frame.camera[1]) * scale];
        context.clearRect(0, 0, canvas.width, canvas.height);
        context.lineJoin = context.lineCap = "round";
        for (const shape of [...episode.backdrop, ...frame.shapes]) {
            const colour = style.getPropertyValue(`--scene-${shape.colour}`) || "gray";
            context.beginPath();
            for (let i = 0; i < shape.outline.length; i += 2) context[i ? "lineTo" : "moveTo"](...place(shape.outline[i], shape.outline[i + 1]));
            if (shape.outline.length === 2) context.lineTo(...place(shape.outline[0], shape.outline[1]));
            context.strokeStyle = context.fillStyle = colour;
            context.lineWidth = Math.max(1, 2 * shape.radius * scale);
            if (shape.filled) { context.closePath(); context.fill(); }
            context.stroke();
        }
        const names = this.names ?? frame.policy.map((_, i) => `component ${i + 1}`);
        this.words.textContent = `step ${t + 1} of ${episode.frames.length}; ` +
            names.map((name, i) => `${name} ${shown(Math.round(1000 * frame.policy[i]) / 1000)}`).join(", ");
    }
}
