import { byId, setText } from "./dom.js";
import { bytes } from "./words.js";

const SECONDS = 60;

const HEIGHT = 20;

/** Below this many pages a minute the chart does not stretch: a single page is no mountain. */
const LOWEST_TOP = 60;

/** Pages a minute and bytes a second, as figures and as a line over the last minute. */
export class Throughput {

	#rates = new Array(SECONDS + 1).fill(0);

	#rate = 0;

	constructor() {
		setInterval(() => this.#tick(), 1000);
	}

	show({ pagesPerMinute, bytesPerSecond }) {
		this.#rate = pagesPerMinute;
		setText(byId("pages-rate"), Math.round(pagesPerMinute).toLocaleString("en"));
		setText(byId("bytes-rate"), bytes(bytesPerSecond));
	}

	#tick() {
		this.#rates.push(this.#rate);
		this.#rates.shift();
		const top = Math.max(LOWEST_TOP, ...this.#rates) * 1.1;
		const points = this.#rates.map((rate, second) => `${second},${(HEIGHT - rate / top * HEIGHT).toFixed(2)}`);
		const chart = byId("chart");
		chart.querySelector(".line").setAttribute("d", `M${points.join("L")}`);
		chart.querySelector(".area").setAttribute("d", `M0,${HEIGHT}L${points.join("L")}L${SECONDS},${HEIGHT}Z`);
	}

}
