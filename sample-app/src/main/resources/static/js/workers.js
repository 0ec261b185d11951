import { byId, element, setText } from "./dom.js";
import { types } from "./words.js";

/** Who prints: a row for each worker that is connected, with a square for each job it can do at once. */
export class Workers {

	#rows = new Map();

	show(workers) {
		const there = new Set(workers.map((worker) => worker.id));
		for (const [id, row] of this.#rows) {
			if (!there.has(id)) {
				row.remove();
				this.#rows.delete(id);
			}
		}
		for (const worker of workers) {
			if (!this.#rows.has(worker.id)) {
				const row = makeRow(worker);
				this.#rows.set(worker.id, row);
				byId("workers").append(row);
			}
			update(this.#rows.get(worker.id), worker);
		}
		byId("no-workers").hidden = workers.length > 0;
	}

}

function makeRow(worker) {
	const slots = Array.from({ length: worker.jobsAtOnce }, () => element("i", {}));
	return element("li", { className: "card worker" },
		element("strong", { title: worker.address }, worker.name),
		element("span", { className: "slots", "aria-hidden": "true" }, ...slots),
		element("small", {}, types(worker.types)),
		element("small", { className: "doing" }));
}

function update(row, worker) {
	const slots = row.querySelectorAll(".slots i");
	slots.forEach((slot, index) => slot.classList.toggle("busy", index < worker.busy));
	row.classList.toggle("leaving", worker.leaving);
	setText(row.querySelector(".doing"), doing(worker));
}

function doing({ busy, jobsAtOnce, leaving, finished }) {
	const now = leaving ? "leaving" : (busy === 0) ? "free" : (busy < jobsAtOnce) ? "printing" : "full";
	return (now === "free" && finished > 0) ? `${now} · ${finished} done` : now;
}
