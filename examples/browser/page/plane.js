// A plane with y upwards: contours, ellipses, arrows, paths, and a point that can be dragged or moved by the arrow keys.
import {contours} from "d3-contour";
import {scaleLinear} from "d3-scale";
import {event, select, mouse} from "d3-selection";
import {drag} from "d3-drag";
import {axisBottom, axisLeft} from "d3-axis";
import {line} from "d3-shape";

export class Plane {
    constructor(parent, {label, width = 480, height = 360, x = "", y = ""}) {
        Object.assign(this, {width, height, titles: [x, y]});
        this.svg = select(parent).append("svg").attr("class", "plane").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "group").attr("aria-label", label);
        this.axes = this.svg.append("g");
        this.drawn = this.svg.append("g");
        this.on = this.svg.append("g");
        this.svg.append("defs").html(["0", "1", "2", "faint"].map((c) =>
            `<marker id="head-${c}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="4.5" markerHeight="4.5" orient="auto"><path d="M0 0L8 4L0 8z" fill="var(--series-${c})"/></marker>`).join(""));
    }
    view(x0, x1, y0, y1) {
        this.x = scaleLinear().domain([x0, x1]).range([44, this.width - 8]);
        this.y = scaleLinear().domain([y0, y1]).range([this.height - 34, 8]);
        this.axes.selectAll("*").remove();
        this.axes.append("g").attr("class", "axis").attr("transform", `translate(0,${this.height - 34})`).call(axisBottom(this.x).ticks(5));
        this.axes.append("g").attr("class", "axis").attr("transform", "translate(44,0)").call(axisLeft(this.y).ticks(5));
        this.axes.append("text").attr("class", "title").attr("x", this.width / 2).attr("y", this.height - 4).attr("text-anchor", "middle").text(this.titles[0]);
        this.axes.append("text").attr("class", "title").attr("transform", `translate(12,${this.height / 2}) rotate(-90)`).attr("text-anchor", "middle").text(this.titles[1]);
    }
    clear() { this.drawn.selectAll("*").remove(); }
    place(p) { return [this.x(p[0]), this.y(p[1])]; }
    contours(size, values, count = 12) {
        const [x0, x1] = this.x.range(), [y0, y1] = this.y.range();
        const at = ([i, j]) => [x0 + ((i - 0.5) / (size - 1)) * (x1 - x0), y0 + ((j - 0.5) / (size - 1)) * (y1 - y0)];
        const ring = (points) => "M" + points.map((p) => at(p).map((v) => v.toFixed(1)).join(",")).join("L") + "Z";
        for (const level of contours().size([size, size]).thresholds(count)(values))
            this.drawn.append("path").attr("class", "contour").attr("d", level.coordinates.map((polygon) => polygon.map(ring).join("")).join(""));
    }
    // dᵀ F d = size² around a centre, F = [a b; b d]
    ellipse(centre, [a, b, d], size, colour) {
        const points = [], root = Math.sqrt(a * d - b * b);
        for (let k = 0; k <= 64; ++k) {  // by the inverse of a Cholesky factor
            const c = Math.cos(k * Math.PI / 32), s = Math.sin(k * Math.PI / 32), v = s * Math.sqrt(a) / root;
            points.push([centre[0] + size * (c / Math.sqrt(a) - b / a * v), centre[1] + size * v]);
        }
        this.path(points, colour, false);
    }
    path(points, colour, dots = true) {
        this.drawn.append("path").attr("class", "line").attr("stroke", `var(--series-${colour})`).attr("d", line()(points.map((p) => this.place(p))));
        if (dots) for (const p of points) this.drawn.append("circle").attr("r", 3).attr("fill", `var(--series-${colour})`).attr("cx", this.place(p)[0]).attr("cy", this.place(p)[1]);
    }
    arrow(from, to, colour) {
        const [x1, y1] = this.place(from), [x2, y2] = this.place(to);
        this.drawn.append("line").attr("class", "arrow").attr("stroke", `var(--series-${colour})`).attr("marker-end", `url(#head-${colour})`)
            .attr("x1", x1).attr("y1", y1).attr("x2", x2).attr("y2", y2);
    }
    // A point to move; `moved` is told of each new place.
    handle(point, label, moved) {
        const dot = this.on.append("circle").attr("class", "handle").attr("r", 5).attr("tabindex", 0).attr("role", "slider").attr("aria-label", label);
        const go = (p) => {
            const [x0, x1] = this.x.domain(), [y0, y1] = this.y.domain();
            point = [Math.min(x1, Math.max(x0, p[0])), Math.min(y1, Math.max(y0, p[1]))];
            show();
            moved(point);
        };
        const show = () => {
            dot.attr("cx", this.x(point[0])).attr("cy", this.y(point[1])).attr("aria-valuenow", point[0].toFixed(2)).attr("aria-valuetext", point.map((v) => v.toFixed(2)).join(", "));
        };
        dot.call(drag().on("drag", () => { const [x, y] = mouse(this.svg.node()); go([this.x.invert(x), this.y.invert(y)]); }));
        dot.on("keydown", () => {
            const step = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
            if (!step) return;
            event.preventDefault();
            const [x0, x1] = this.x.domain(), [y0, y1] = this.y.domain();
            go([point[0] + step[0] * (x1 - x0) / 60, point[1] + step[1] * (y1 - y0) / 60]);
        });
        show();
        return {show, get point() { return point; }, set point(p) { point = p; show(); }};
    }
}
