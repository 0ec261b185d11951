import { element, setText } from "./dom.js";
import { Sheets } from "./sheets.js";
import { bytes, error, plural, seconds, type } from "./words.js";

const OPEN = new Set(["queued", "working"]);

/** The card of one job. It is changed in place, so that focus and scrolling stay where they are. */
export class JobCard {

	#sheets;

	#status = element("span", { className: "status" });

	#facts = element("span", { className: "facts" });

	#progress = element("progress");

	#notes = element("ul", { className: "notes" });

	#error = element("p", { className: "error" });

	#cancel;

	constructor(job, viewer) {
		this.#sheets = new Sheets(viewer);
		const title = element("h3", { id: `job-${job.id}`, tabIndex: -1, title: job.name }, job.name);
		this.#cancel = element("button", { type: "button", className: "quiet", "aria-label": `Cancel ${job.name}` }, "Cancel");
		this.#cancel.addEventListener("click", () => this.#requestCancel(job.id));
		this.#progress.setAttribute("aria-labelledby", title.id);
		this.element = element("li", { className: "card job" },
			element("div", { className: "head" }, title, this.#cancel),
			element("p", { className: "line" }, this.#status, this.#facts),
			this.#progress, this.#error, this.#notes, this.#sheets.element);
	}

	show(job) {
		const open = OPEN.has(job.state);
		this.element.dataset.state = uploading(job) ? "uploading" : job.state;
		setText(this.#status, status(job));
		setText(this.#facts, facts(job));
		this.#showProgress(job, open);
		this.#error.hidden = job.error === null;
		setText(this.#error, (job.error === null) ? "" : error(job.error));
		const notes = (job.waiting === null) ? job.notes : [...job.notes, job.waiting];
		this.#notes.hidden = notes.length === 0;
		if (this.#notes.children.length !== notes.length || this.#notes.lastChild?.textContent !== notes.at(-1)) {
			this.#notes.replaceChildren(...notes.map((note) => element("li", {}, note)));
		}
		this.#showCancel(open);
		this.#sheets.show(job);
	}

	#showProgress(job, open) {
		this.#progress.hidden = !open || (job.state === "queued" && job.uploaded);
		const [value, max] = (job.state === "working") ? [job.page, job.pages] : [job.size, job.expected];
		if (max) {
			this.#progress.max = max;
			this.#progress.value = value;
		}
		else {
			this.#progress.removeAttribute("value");
		}
	}

	#showCancel(open) {
		if (!open && document.activeElement === this.#cancel) {
			this.element.querySelector("h3").focus();
		}
		this.#cancel.hidden = !open;
	}

	async #requestCancel(id) {
		this.#cancel.setAttribute("aria-disabled", "true");
		try {
			await fetch(`jobs/${encodeURIComponent(id)}`, { method: "DELETE" });
		}
		finally {
			this.#cancel.removeAttribute("aria-disabled");
		}
	}

}

function uploading(job) {
	return job.state === "queued" && !job.uploaded;
}

/** What the job is doing, in a word or two. */
export function status(job) {
	switch (job.state) {
		case "queued":
			return job.uploaded ? "Waiting" : "Uploading";
		case "working":
			return "Printing";
		case "done":
			return "Done";
		case "failed":
			return "Failed";
		default:
			return "Cancelled";
	}
}

function facts(job) {
	const parts = [type(job.type), size(job)];
	if (job.state === "working" && job.pages !== null) {
		parts.push(`page ${job.page} of ${job.pages}`);
	}
	else if (job.page > 0) {
		parts.push(plural(job.page, "page"));
	}
	if (job.worker !== null && job.state !== "queued") {
		parts.push(`${(job.state === "working") ? "on" : "by"} ${job.worker}`);
	}
	if (job.attempt > 1) {
		parts.push(`attempt ${job.attempt} of ${job.maxAttempts}`);
	}
	if (job.state === "done") {
		parts.push(seconds(Date.parse(job.finished) - Date.parse(job.started)));
	}
	return parts.join(" · ");
}

function size(job) {
	return (job.uploaded || !job.expected) ? bytes(job.size) : `${bytes(job.size)} of ${bytes(job.expected)}`;
}
