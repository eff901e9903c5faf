// Figures that answer: in each <figure class="plotted"> the numbers that its picture was drawn from, as JSON in a <script>, become
// a chart. The picture stays for print, and where no script runs.
import {Chart} from "./chart.js";

for (const figure of document.querySelectorAll("figure.plotted")) {
    const {title, series, marks, ...options} = JSON.parse(figure.querySelector("script").textContent), heading = document.createElement("p");
    heading.className = "chart-title", heading.textContent = title;
    if (title) figure.append(heading);
    new Chart(figure, {height: 300, scales: true, label: figure.querySelector("img").alt, ...options}).set(series, marks);
    figure.classList.add("answers");
}
