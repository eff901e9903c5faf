// Lines over a common axis, for the pages of the book and for the reports of runs: values under the pointer, a stretch of x
// drawn to full width by dragging over it, a legend that hides and shows, either axis logarithmic. An SVG, so that it prints and
// a reader of the screen can name it.
import {bisector, extent} from "d3-array";
import {axisBottom, axisLeft} from "d3-axis";
import {brushX} from "d3-brush";
import {format} from "d3-format";
import {scaleLinear, scaleLog} from "d3-scale";
import {event, select, clientPoint} from "d3-selection";
import {area, line} from "d3-shape";

const margin = {top: 10, right: 14, bottom: 40, left: 62};
const shown = (v) => (Math.abs(v) >= 1e4 || (v !== 0 && Math.abs(v) < 1e-3) ? format(".3~e")(v) : format(".4~r")(v));

export class Chart {
    // options: label, what a screen reader says; x, y, titles of the axes; logX, logY; height in pixels.
    constructor(parent, options) {
        this.options = {height: 260, ...options};
        this.hidden = new Set();
        this.series = [];
        this.marks = [];
        const figure = select(parent).append("div").attr("class", "chart");
        this.svg = figure.append("svg").attr("role", "img").attr("aria-label", options.label);
        this.legend = figure.append("div").attr("class", "legend");
        this.tip = figure.append("div").attr("class", "tip").attr("aria-hidden", "true").style("display", "none");
        this.plot = this.svg.append("g");
        this.resized = new ResizeObserver(() => this.draw());
        this.resized.observe(figure.node());
        this.figure = figure;
    }

    // series: {name, x, y} with equally many numbers; also dashed, points (no line), low and high (a band), colour (0 to 7).
    // marks: lines across, {x} or {y} with a label.
    set(series, marks = []) {
        this.series = series;
        this.marks = marks;
        this.draw();
    }

    scale(values, log, range, marked) {
        let finite = values.concat(marked).filter((v) => Number.isFinite(v) && (!log || v > 0));
        if (!finite.length) finite = log ? [1, 10] : [0, 1];
        let [least, most] = extent(finite);
        if (least === most) [least, most] = log ? [least / 2, most * 2] : [least - 0.5, most + 0.5];
        return (log ? scaleLog() : scaleLinear()).domain([least, most]).range(range);
    }

    draw() {
        const {options, svg, plot} = this;
        const width = Math.max(240, this.figure.node().clientWidth), height = options.height;
        svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", "100%").attr("height", height);
        plot.selectAll("*").remove();
        const visible = this.series.filter((s) => !this.hidden.has(s.name));
        const within = (s) => s.x.map((v, i) => !this.zoomed || (v >= this.zoomed[0] && v <= this.zoomed[1]) ? i : -1).filter((i) => i >= 0);
        const all = (key) => visible.flatMap((s) => (s[key] ? within(s).map((i) => s[key][i]) : []));
        const x = this.scale(this.zoomed ?? visible.flatMap((s) => s.x), options.logX, [margin.left, width - margin.right],
                             this.marks.filter((m) => m.x !== undefined).map((m) => m.x));
        if (this.zoomed) x.domain(this.zoomed);
        const y = this.scale(all("y").concat(all("low"), all("high")), options.logY, [height - margin.bottom, margin.top],
                             this.marks.filter((m) => m.y !== undefined).map((m) => m.y));
        if (!options.logY) y.nice();
        const clip = `clip-${Math.random().toString(36).slice(2)}`;
        plot.append("clipPath").attr("id", clip).append("rect").attr("x", margin.left).attr("y", 0).attr("width", width - margin.left - margin.right)
            .attr("height", height - margin.bottom + 4);
        const few = Math.max(3, Math.round(width / 110));
        plot.append("g").attr("class", "axis").attr("transform", `translate(0,${height - margin.bottom})`).call(axisBottom(x).ticks(few).tickFormat(shown));
        plot.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`).call(axisLeft(y).ticks(5).tickFormat(shown));
        plot.append("text").attr("class", "title").attr("x", (margin.left + width) / 2).attr("y", height - 6).attr("text-anchor", "middle").text(options.x);
        plot.append("text").attr("class", "title").attr("transform", `translate(13,${(height - margin.bottom) / 2}) rotate(-90)`).attr("text-anchor", "middle").text(options.y);

        const inside = plot.append("g").attr("clip-path", `url(#${clip})`);
        for (const mark of this.marks) {
            const across = mark.y !== undefined;
            inside.append("line").attr("class", "mark").attr("x1", across ? margin.left : x(mark.x)).attr("x2", across ? width : x(mark.x))
                .attr("y1", across ? y(mark.y) : 0).attr("y2", across ? y(mark.y) : height - margin.bottom);
            if (mark.label)
                inside.append("text").attr("class", "mark-label").attr("x", across ? width - margin.right - 4 : x(mark.x) + 4).attr("y", across ? y(mark.y) - 4 : 22)
                    .attr("text-anchor", across ? "end" : "start").text(mark.label);
        }
        visible.forEach((s) => {
            const colour = `var(--series-${(s.colour ?? this.series.indexOf(s)) % 8})`;
            const drawable = s.x.map((_, i) => i).filter((i) => Number.isFinite(s.y[i]) && (!options.logY || s.y[i] > 0) && (!options.logX || s.x[i] > 0));
            if (s.low)
                inside.append("path").attr("fill", colour).attr("opacity", 0.18)
                    .attr("d", area().x((i) => x(s.x[i])).y0((i) => y(s.low[i])).y1((i) => y(s.high[i]))(drawable));
            if (!s.points)
                inside.append("path").attr("class", "line").attr("stroke", colour).attr("stroke-dasharray", s.dashed ? "5 4" : null)
                    .attr("d", line().x((i) => x(s.x[i])).y((i) => y(s.y[i]))(drawable));
            if (s.points || drawable.length < 2)
                inside.selectAll(null).data(drawable).enter().append("circle").attr("r", 3).attr("fill", colour).attr("cx", (i) => x(s.x[i])).attr("cy", (i) => y(s.y[i]));
        });

        // Values under the pointer; a drag zooms, a double click undoes it
        const over = plot.append("g").attr("class", "brush").call(
            brushX().extent([[margin.left, 0], [width - margin.right, height - margin.bottom]]).on("end", () => {
                if (!event.sourceEvent || !event.selection) return;
                this.zoomed = event.selection.map(x.invert);
                this.draw();
            }));
        const rule = plot.append("line").attr("class", "rule").attr("y1", margin.top).attr("y2", height - margin.bottom).style("display", "none");
        over.on("dblclick", () => { this.zoomed = undefined; this.draw(); });
        over.on("mousemove", () => {
            const at = x.invert(clientPoint(svg.node(), event)[0] * (width / svg.node().clientWidth || 1));
            const rows = visible.filter((s) => s.x.length).map((s) => {
                const sorted = s.x, i = Math.min(sorted.length - 1, Math.max(0, bisector((d) => d).left(sorted, at)));
                const k = i > 0 && at - sorted[i - 1] < sorted[i] - at ? i - 1 : i;
                return [s, sorted[k], s.y[k]];
            });
            if (!rows.length) return;
            rule.style("display", null).attr("x1", x(at)).attr("x2", x(at));
            this.tip.style("display", null).html("");
            this.tip.append("div").text(`${options.x}: ${shown(rows[0][1])}`);
            for (const [s, , value] of rows) this.tip.append("div").text(`${s.name}: ${Number.isFinite(value) ? shown(value) : "–"}`);
        });
        over.on("mouseleave", () => { rule.style("display", "none"); this.tip.style("display", "none"); });

        const buttons = this.legend.selectAll("button").data(this.series.length > 1 ? this.series : [], (s) => s.name);
        buttons.exit().remove();
        buttons.enter().append("button").attr("type", "button").merge(buttons)
            .attr("aria-pressed", (s) => String(!this.hidden.has(s.name)))
            .style("--own", (s) => `var(--series-${(s.colour ?? this.series.indexOf(s)) % 8})`)
            .classed("dashed", (s) => s.dashed ?? false)
            .text((s) => s.name)
            .on("click", (s) => { this.hidden.has(s.name) ? this.hidden.delete(s.name) : this.hidden.add(s.name); this.draw(); });
    }
}
