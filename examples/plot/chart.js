// Lines over a common axis, for the pages of the book and for the reports of runs: values under the pointer or by the arrow keys,
// a stretch of x drawn to full width by dragging over it, a legend that hides and shows, either axis logarithmic. An SVG, so that
// a reader of the screen can name it.
import {bisectLeft, extent} from "d3-array";
import {axisBottom, axisLeft} from "d3-axis";
import {brushX} from "d3-brush";
import {format} from "d3-format";
import {scaleLinear, scaleLog} from "d3-scale";
import {clientPoint, event, select} from "d3-selection";
import {area, line} from "d3-shape";

const margin = {top: 10, right: 14, bottom: 40, left: 62};
const small = (v) => v !== 0 && Math.abs(v) < 1e-3;
const shown = (v) => (Number.isInteger(v) && Math.abs(v) < 1e9 ? format(",") : Math.abs(v) >= 1e4 || small(v) ? format(".3~e") : format(".4~r"))(v);
const tick = (v) => (Math.abs(v) >= 1e4 ? format(".4~s") : small(v) ? format(".3~e") : format(".4~r"))(v);  // 20k
const ticked = (axis, log, count) => (log ? axis.ticks(count, tick) : axis.ticks(count).tickFormat(tick));

// Which of the sorted numbers is nearest.
function nearest(sorted, at) {
    const i = Math.min(sorted.length - 1, bisectLeft(sorted, at));
    return i > 0 && at - sorted[i - 1] < sorted[i] - at ? i - 1 : i;
}

export class Chart {
    // options: label, what a screen reader says; x, y, titles of the axes; logX, logY; height in pixels; names, of x = 1, 2, …
    // where x is no number; scales, whether the reader may choose between linear and logarithmic; hidden, the names of series that
    // are shown only when asked for.
    constructor(parent, options) {
        this.options = {height: 260, ...options};
        this.hidden = new Set(options.hidden);
        this.series = [];
        this.marks = [];
        this.figure = select(parent).append("div").attr("class", "chart");
        this.svg = this.figure.append("svg").attr("role", "img").attr("aria-label", options.label).attr("tabindex", 0);
        this.svg.on("keydown", () => this.key());
        this.switches = this.figure.append("div").attr("class", "switches");
        this.legend = this.figure.append("div").attr("class", "legend");
        this.tip = this.figure.append("div").attr("class", "tip").attr("aria-live", "polite").style("display", "none");
        this.plot = this.svg.append("g");
        new ResizeObserver(() => this.draw()).observe(this.figure.node());
    }

    // series: {name, x, y} with equally many numbers, x ascending; also dashed, faint, points or bars, of that width (no line), low
    // and high (a band), colour (0 to 7), and short, its name in the legend after that of the series before it.
    // marks: lines across, {x} or {y} with a label.
    set(series, marks = []) {
        this.series = series;
        this.marks = marks;
        this.draw();
    }

    colour(s) { return `var(--series-${(s.colour ?? this.series.indexOf(s)) % 8})`; }
    get visible() { return this.series.filter((s) => !this.hidden.has(s.name)); }

    scale(values, log, range, marked) {
        let finite = values.concat(marked).filter((v) => Number.isFinite(v) && (!log || v > 0));
        if (!finite.length) finite = log ? [1, 10] : [0, 1];
        let [least, most] = extent(finite);
        if (least === most) [least, most] = log ? [least / 2, most * 2] : [least - 0.5, most + 0.5];
        return (log ? scaleLog() : scaleLinear()).domain([least, most]).range(range);
    }

    draw() {
        const {options: {height, logX, logY, names, x: titleX, y: titleY}, svg, plot, visible, zoomed} = this;
        const width = Math.max(240, this.figure.node().clientWidth), right = width - margin.right, bottom = height - margin.bottom;
        svg.attr("viewBox", `0 0 ${width} ${height}`).attr("width", "100%").attr("height", height);
        plot.selectAll("*").remove();
        const marked = (key) => this.marks.map((m) => m[key]).filter((v) => v !== undefined);
        const xs = names ? [0.4, names.length + 0.6] : visible.flatMap((s) => s.x);
        const x = this.x = this.scale(zoomed ?? xs, logX, [margin.left, right], zoomed ? [] : marked("x"));
        const inView = (key) => visible.flatMap((s) => (s[key] ?? []).filter((_, i) => !zoomed || (s.x[i] >= zoomed[0] && s.x[i] <= zoomed[1])));
        const y = this.scale([...inView("y"), ...inView("low"), ...inView("high")], logY, [bottom, margin.top],
                             marked("y").concat(visible.some((s) => s.bars) ? 0 : []));
        if (!logY) y.nice();
        const clip = `clip-${Math.random().toString(36).slice(2)}`;
        plot.append("clipPath").attr("id", clip).append("rect").attr("x", margin.left).attr("y", 0).attr("width", right - margin.left).attr("height", bottom + 4);
        const below = names ? axisBottom(x).tickValues(names.map((_, i) => i + 1)).tickFormat((v) => names[v - 1])
                            : ticked(axisBottom(x), logX, Math.max(3, Math.round(width / 110)));
        plot.append("g").attr("class", "axis").attr("transform", `translate(0,${bottom})`).call(below);
        plot.append("g").attr("class", "axis").attr("transform", `translate(${margin.left},0)`).call(ticked(axisLeft(y), logY, 5));
        plot.append("text").attr("class", "title").attr("x", (margin.left + width) / 2).attr("y", height - 6).attr("text-anchor", "middle").text(titleX);
        plot.append("text").attr("class", "title").attr("transform", `translate(13,${bottom / 2}) rotate(-90)`).attr("text-anchor", "middle").text(titleY);

        const inside = plot.append("g").attr("clip-path", `url(#${clip})`);
        for (const mark of this.marks) {
            const across = mark.y !== undefined;
            inside.append("line").attr("class", "mark").attr("x1", across ? margin.left : x(mark.x)).attr("x2", across ? width : x(mark.x))
                .attr("y1", across ? y(mark.y) : 0).attr("y2", across ? y(mark.y) : bottom);
            if (mark.label)
                inside.append("text").attr("class", "mark-label").attr("x", across ? right - 4 : x(mark.x) + 4).attr("y", across ? y(mark.y) - 4 : 22)
                    .attr("text-anchor", across ? "end" : "start").text(mark.label);
        }
        for (const s of visible) {
            const colour = this.colour(s);
            const drawable = s.x.map((_, i) => i).filter((i) => Number.isFinite(s.y[i]) && (!logY || s.y[i] > 0) && (!logX || s.x[i] > 0));
            if (s.bars) {
                inside.selectAll(null).data(drawable).enter().append("rect").attr("fill", colour).attr("x", (i) => x(s.x[i] - s.bars / 2))
                    .attr("width", x(s.bars) - x(0)).attr("y", (i) => y(s.y[i])).attr("height", (i) => bottom - y(s.y[i]));
                continue;
            }
            if (s.low)
                inside.append("path").attr("fill", colour).attr("opacity", 0.18)
                    .attr("d", area().x((i) => x(s.x[i])).y0((i) => y(logY ? Math.max(s.low[i], y.domain()[0]) : s.low[i])).y1((i) => y(s.high[i]))(drawable));
            if (!s.points)
                inside.append("path").attr("class", "line").attr("stroke", colour).attr("stroke-dasharray", s.dashed ? "5 4" : null).classed("faint", s.faint ?? false)
                    .attr("d", line().x((i) => x(s.x[i])).y((i) => y(s.y[i]))(drawable));
            if (s.points || drawable.length < 2)
                inside.selectAll(null).data(drawable).enter().append("circle").attr("r", 3).attr("fill", colour).attr("cx", (i) => x(s.x[i])).attr("cy", (i) => y(s.y[i]));
        }

        // Values under the pointer; a drag zooms
        this.rule = plot.append("line").attr("class", "rule").attr("y1", margin.top).attr("y2", bottom).style("display", "none");
        const over = plot.append("g").attr("class", "brush");
        if (!names)
            over.call(brushX().extent([[margin.left, 0], [right, bottom]]).on("end", () => {
                if (event.sourceEvent && event.selection) this.zoom(event.selection.map(x.invert));
            }));
        else over.append("rect").attr("x", margin.left).attr("width", right - margin.left).attr("height", bottom).attr("fill", "transparent");
        over.on("dblclick", () => this.zoom());
        over.on("mousemove", () => this.point(x.invert(clientPoint(svg.node(), event)[0])));
        over.on("mouseleave", () => this.point());
        this.buttons();
    }

    zoom(stretch) {
        this.zoomed = stretch;
        this.draw();
    }

    // Tells what each series has at an x; without one it goes away.
    point(at) {
        const rows = at === undefined ? [] : this.visible.filter((s) => s.x.length).map((s) => [s, nearest(s.x, at)]);
        this.rule.style("display", rows.length ? null : "none");
        this.tip.style("display", rows.length ? null : "none").html("");
        if (!rows.length) return;
        const [first, k] = rows[0], {names, x: title} = this.options;
        this.at = first.x[k];
        this.rule.attr("x1", this.x(this.at)).attr("x2", this.x(this.at));
        this.tip.append("div").text(names ? names[Math.round(this.at) - 1] : `${title}: ${shown(this.at)}`);
        for (const [s, i] of rows)
            this.tip.append("div").attr("class", "row").style("--own", this.colour(s)).text(`${s.name}: ${Number.isFinite(s.y[i]) ? shown(s.y[i]) : "–"}`);
    }

    key() {
        const xs = this.visible.find((s) => s.x.length)?.x;
        if (event.key === "Escape") this.zoomed ? this.zoom() : this.point();
        if (!xs) return;
        const now = this.at === undefined ? -1 : nearest(xs, this.at), [from, to] = this.zoomed ?? extent(xs);
        const next = {ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: xs.length - 1}[event.key];
        if (next !== undefined) this.point(xs[Math.max(0, Math.min(xs.length - 1, next))]);
        else if (event.key === "+" && now >= 0 && !this.options.names) {  // half as much, around the rule
            this.zoom([Math.max(from, this.at - (to - from) / 4), Math.min(to, this.at + (to - from) / 4)]);
            this.point(this.at);
        } else return;
        event.preventDefault();
    }

    buttons() {
        const toggled = (parent, data, key) => {
            const all = parent.selectAll("button").data(data, key);
            all.exit().remove();
            return all.enter().append("button").attr("type", "button").merge(all);
        };
        const {options} = this, scales = options.scales ? (options.names ? ["logY"] : ["logX", "logY"]) : [];
        toggled(this.switches, scales.concat(this.zoomed ? "zoomed" : []), (s) => s)
            .text((s) => ({logX: "log x", logY: "log y", zoomed: "all of it"})[s])
            .attr("aria-pressed", (s) => (s === "zoomed" ? null : String(options[s] ?? false)))
            .on("click", (s) => { s === "zoomed" ? this.zoom() : (options[s] = !options[s], this.draw()); });
        toggled(this.legend, this.series.length > 1 ? this.series : [])
            .attr("aria-pressed", (s) => String(!this.hidden.has(s.name))).attr("aria-label", (s) => s.name)
            .style("--own", (s) => this.colour(s))
            .classed("dashed", (s) => s.dashed ?? false).classed("faint", (s) => s.faint ?? false)
            .text((s) => s.short ?? s.name)
            .on("click", (s) => { this.hidden.has(s.name) ? this.hidden.delete(s.name) : this.hidden.add(s.name); this.draw(); });
    }
}
