// Plays the scene that stands beside it in the page: a <figure class="player"> with the scene as JSON.
(figure => {
  const scene = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const canvas = figure.querySelector("canvas"), button = figure.querySelector("button");
  const slider = figure.querySelector("input"), speed = figure.querySelector("select");
  const [step, seconds, sum, end] = figure.querySelectorAll("figcaption span");

  // Numbers come as whole units, and row after row as what is added to the row before.
  const rows = (numbers, width) => {
    for (let i = width; i < numbers.length; ++i) numbers[i] += numbers[i - width];
    return numbers;
  };
  const width = 2 + scene.moving.reduce((n, shape) => n + 2 * shape.points, 0);  // the camera and all points
  const frames = rows(scene.frames, width), returns = rows(scene.returns, 1);
  const last = returns.length - 1;
  const decimals = returns.some(r => r % 100) ? 1 : 0;

  let now = 0, playing = false, due = 0, before = 0;

  function draw() {
    const style = getComputedStyle(figure), known = {};  // asked once a picture: a course of 500 m has 1,000 marks
    const colour = name => known[name] ??= style.getPropertyValue("--" + name);
    const scale = canvas.width / scene.width, paint = canvas.getContext("2d");
    const at = width * now, camera = [frames[at] * scene.unit, frames[at + 1] * scene.unit];
    const X = x => canvas.width / 2 + (x * scene.unit - camera[0]) * scale;
    const Y = y => canvas.height / 2 - (y * scene.unit - camera[1]) * scale;
    const thin = 1.5 * devicePixelRatio;

    const trace = (shape, points, from) => {
      paint.beginPath();
      for (let i = 0; i < shape.points; ++i) paint.lineTo(X(points[from + 2 * i]), Y(points[from + 2 * i + 1]));
      if (shape.points == 1) paint.lineTo(X(points[from]) + 0.01, Y(points[from + 1]));  // round ends make it a disc
      if (shape.filled) paint.closePath();
    };
    const put = (shape, points, from, edge) => {
      const thickness = Math.max(2 * shape.radius * scene.unit * scale, thin);
      trace(shape, points, from);
      if (edge) {  // sets it off from what it covers
        paint.strokeStyle = colour("edge");
        paint.lineWidth = thickness + 2 * thin;
        paint.stroke();
      }
      paint.strokeStyle = paint.fillStyle = colour(shape.colour);
      paint.lineWidth = thickness;
      if (shape.filled) paint.fill();
      paint.stroke();
    };

    paint.clearRect(0, 0, canvas.width, canvas.height);
    paint.lineCap = paint.lineJoin = "round";
    for (const shape of scene.still) put(shape, shape.at, 0, false);
    paint.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    paint.textAlign = "center";
    paint.textBaseline = "middle";
    paint.fillStyle = colour("fixture");
    for (const label of scene.labels) paint.fillText(label.text, X(label.at[0]), Y(label.at[1]));
    let from = at + 2;
    for (const shape of scene.moving) {
      put(shape, frames, from, shape.colour != "shadow");
      from += 2 * shape.points;
    }
  }

  function show(frame) {
    now = Math.max(0, Math.min(last, frame));
    slider.value = now;
    step.textContent = `step ${now} of ${last}`;
    seconds.textContent = `${(now * scene.seconds).toFixed(2)} s`;
    sum.textContent = `return ${(returns[now] / 100).toFixed(decimals)}`;
    end.textContent = now == last ? scene.end : "";
    slider.setAttribute("aria-valuetext", `${step.textContent}, ${sum.textContent}`);
    draw();
  }

  function play(wanted) {
    playing = wanted;
    if (playing && now == last) show(0);
    button.textContent = playing ? "Pause" : "Play";
    due = before = 0;
    if (playing) requestAnimationFrame(tick);
  }

  function tick(time) {
    if (!playing) return;
    if (before) due += Math.min(time - before, 250) / 1000 * speed.value / scene.seconds;  // after a pause of the browser, go on
    before = time;
    if (due >= 1) {
      show(now + Math.floor(due));
      due %= 1;
    }
    if (now == last) play(false);
    else requestAnimationFrame(tick);
  }

  function go(frame) {
    play(false);
    show(frame);
  }

  button.onclick = canvas.onclick = () => play(!playing);
  slider.max = last;
  slider.oninput = () => go(+slider.value);
  const keys = {
    " ": () => play(!playing), ArrowLeft: by => go(now - by), ArrowRight: by => go(now + by), Home: () => go(0),
    End: () => go(last),
  };
  // In a page of its own the keys are its own wherever the focus is.
  (figure.dataset.alone ? document : figure).addEventListener("keydown", event => {
    const own = event.target == speed || event.target == button && event.key == " ";
    if (own || !keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key](event.shiftKey ? 10 : 1);
  });

  function fit() {
    const room = figure.clientWidth, most = 0.7 * innerHeight;
    const wide = Math.max(1, Math.min(room, most * scene.width / scene.height));
    canvas.style.width = wide + "px";
    canvas.width = Math.round(wide * devicePixelRatio);
    canvas.height = Math.round(canvas.width * scene.height / scene.width);
    draw();
  }
  new ResizeObserver(fit).observe(figure);
  addEventListener("resize", fit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  fit();
  show(0);
  if (figure.dataset.alone && !matchMedia("(prefers-reduced-motion: reduce)").matches) play(true);
})(document.currentScript.parentElement);
