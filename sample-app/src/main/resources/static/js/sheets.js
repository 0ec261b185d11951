import { element, setText } from "./dom.js";

/** A document of thousands of pages shows this many at first, and as many more on request. */
const SHOWN_AT_ONCE = 60;

/** So many empty sheets at most announce the pages to come. */
const EMPTY_AHEAD = 20;

/** The pages of one job: those that are ready as images, the next ones as empty sheets. */
export class Sheets {

	#job;

	#viewer;

	#grid = element("div", { className: "sheets" });

	#more = element("button", { type: "button", className: "quiet more", hidden: true });

	#limit = SHOWN_AT_ONCE;

	#attempt = 0;

	constructor(viewer) {
		this.#viewer = viewer;
		this.#more.addEventListener("click", () => {
			this.#limit += SHOWN_AT_ONCE;
			this.show(this.#job);
		});
		this.element = element("div", {}, this.#grid, this.#more);
	}

	get name() {
		return this.#job.name;
	}

	get ready() {
		return this.#job.page;
	}

	url(number) {
		return `jobs/${encodeURIComponent(this.#job.id)}/pages/${number}?attempt=${this.#job.attempt}`;
	}

	show(job) {
		this.#job = job;
		if (job.attempt !== this.#attempt) {
			this.#attempt = job.attempt;
			this.#grid.replaceChildren();
		}
		const ahead = isOpen(job) ? Math.min((job.pages ?? 0) - job.page, EMPTY_AHEAD) : 0;
		const shown = Math.min(job.page + Math.max(ahead, 0), this.#limit);
		while (this.#grid.children.length > shown) {
			this.#grid.lastChild.remove();
		}
		while (this.#grid.children.length < shown) {
			this.#grid.append(element("div", { className: "sheet", "aria-hidden": "true" }));
		}
		for (let number = 1; number <= Math.min(job.page, shown); number++) {
			const sheet = this.#grid.children[number - 1];
			if (sheet.tagName === "DIV") {
				sheet.replaceWith(this.#image(number));
			}
		}
		this.#more.hidden = job.page <= shown;
		setText(this.#more, `${job.page - shown} more`);
	}

	#image(number) {
		const image = element("img", { src: this.url(number), alt: "", loading: "lazy", decoding: "async" });
		const sheet = element("button", { type: "button", className: "sheet", "aria-label": `Page ${number}, enlarge` },
			image, element("span", { "aria-hidden": "true" }, String(number)));
		image.addEventListener("load", () => sheet.classList.add("here"));
		image.addEventListener("error", () => sheet.classList.add("missing"));
		sheet.addEventListener("click", () => this.#viewer.open(this, number));
		return sheet;
	}

}

function isOpen(job) {
	return job.state === "queued" || job.state === "working";
}
