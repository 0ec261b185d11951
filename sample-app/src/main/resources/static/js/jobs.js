import { byId, setText } from "./dom.js";
import { JobCard, status } from "./job.js";
import { error, plural } from "./words.js";

/** All jobs, newest first. */
export class Jobs {

	#list = byId("jobs");

	#viewer;

	#cards = new Map();

	#statuses = new Map();

	constructor(viewer) {
		this.#viewer = viewer;
	}

	/** Forgets what is shown: what comes now is how things are. */
	clear() {
		byId("loading").hidden = true;
		this.#list.removeAttribute("aria-busy");
		this.#statuses.clear();
	}

	show({ jobs, order, stats }, fresh) {
		for (const job of jobs) {
			if (!this.#cards.has(job.id)) {
				this.#cards.set(job.id, new JobCard(job, this.#viewer));
			}
			this.#cards.get(job.id).show(job);
			this.#announce(job, fresh);
		}
		this.#arrange(order);
		byId("empty").hidden = order.length > 0;
		setText(byId("summary"), summary(stats));
		this.#viewer.refresh();
	}

	#arrange(order) {
		const there = new Set(order);
		for (const [id, card] of this.#cards) {
			if (!there.has(id)) {
				card.element.remove();
				this.#cards.delete(id);
				this.#statuses.delete(id);
			}
		}
		order.map((id) => this.#cards.get(id)?.element).filter(Boolean).forEach((card, index) => {
			if (this.#list.children[index] !== card) {
				this.#list.insertBefore(card, this.#list.children[index] ?? null);
			}
		});
	}

	/** Tells those who listen instead of looking what has changed, but not every page. */
	#announce(job, silent) {
		const now = status(job) + job.attempt;
		if (this.#statuses.get(job.id) !== now) {
			this.#statuses.set(job.id, now);
			if (!silent) {
				byId("news").textContent = news(job);
			}
		}
	}

}

function news(job) {
	const what = `${job.name}: ${status(job).toLowerCase()}`;
	switch (job.state) {
		case "working":
			return `${what} on ${job.worker}`;
		case "done":
			return `${what}, ${plural(job.page, "page")}`;
		case "failed":
			return `${what}. ${error(job.error)}`;
		default:
			return what;
	}
}

function summary({ queued, working, done }) {
	const parts = [];
	if (working > 0) {
		parts.push(`${working} printing`);
	}
	if (queued > 0) {
		parts.push(`${queued} waiting`);
	}
	if (done > 0) {
		parts.push(`${done} done`);
	}
	return parts.join(" · ");
}
