// Where the experiments run: the module, off the page's own thread. A request has a number, and its reply has the same.
import create from "./browser_lab.mjs";

const lab = create();
self.onmessage = async ({data: {n, request}}) => {
    let reply;
    try {
        reply = JSON.parse((await lab).ccall("surefoot_ask", "string", ["string"], [JSON.stringify(request)]));
    } catch (error) {
        reply = {error: `the module stopped: ${error.message ?? error}`};
    }
    self.postMessage({n, reply});
};
