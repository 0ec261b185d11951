import { byId, setText } from "./dom.js";
import { Events } from "./events.js";
import { Jobs } from "./jobs.js";
import { Submit } from "./submit.js";
import { Throughput } from "./throughput.js";
import { Viewer } from "./viewer.js";
import { Workers } from "./workers.js";

const submit = new Submit();
const jobs = new Jobs(new Viewer());
const workers = new Workers();
const throughput = new Throughput();

function showConnection(state, text) {
	const connection = byId("connection");
	connection.dataset.state = state;
	setText(connection, text);
	byId("lost").hidden = state === "live";
}

function show(state, fresh) {
	submit.limits(state.limits);
	jobs.show(state, fresh);
	workers.show(state.workers);
	throughput.show(state.stats);
}

const events = new Events({
	connected: () => showConnection("live", "Live"),
	lost() {
		showConnection("lost", "Reconnecting");
		throughput.show({ pagesPerMinute: 0, bytesPerSecond: 0 });
	},
	snapshot(state) {
		jobs.clear();
		show(state, true);
	},
	update: (state) => show(state, false),
});

byId("again").addEventListener("click", () => events.connect());
events.connect();
