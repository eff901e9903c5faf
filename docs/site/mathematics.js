// Typesets formulas: reads [{tex, display}] as JSON, writes their HTML in the same order. A formula that KaTeX cannot read is
// an error, and the site is not built.
const katex = require("/usr/share/javascript/katex/katex.js");
const formulas = JSON.parse(require("fs").readFileSync(0, "utf8"));
const macros = {};
const set = formulas.map(({tex, display}) => {
    try {
        return katex.renderToString(tex, {displayMode: display, throwOnError: true, strict: "ignore", macros});
    } catch (error) {
        process.stderr.write(`${tex}\n    ${error.message}\n`);
        process.exit(1);
    }
});
process.stdout.write(JSON.stringify(set));
