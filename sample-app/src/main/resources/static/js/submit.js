import { byId, element } from "./dom.js";
import { bytes, types } from "./words.js";

/** More at once would take the connections that events and page images need. */
const UPLOADS_AT_ONCE = 2;

/** Takes documents, dropped or chosen, and hands them to the spooler; shows what it refuses. */
export class Submit {

	#waiting = [];

	#uploads = 0;

	#largest = Infinity;

	constructor() {
		const file = byId("file");
		file.addEventListener("change", () => {
			this.#add(file.files);
			file.value = "";
		});
		byId("sample").addEventListener("click", (event) => this.#sample(event.currentTarget));
		this.#acceptDrops(byId("drop"));
	}

	limits({ documentSize, types: accepted }) {
		this.#largest = documentSize;
		byId("file").accept = accepted.join(",");
		byId("accepted").textContent = `${capital(types(accepted))}, up to ${bytes(documentSize)}`;
	}

	/** A document may be dropped anywhere: one that misses a target must not replace the page. */
	#acceptDrops(target) {
		const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
		let depth = 0;
		const enter = (step) => {
			depth = Math.max(0, depth + step);
			target.classList.toggle("over", depth > 0);
		};
		document.addEventListener("dragenter", (event) => carriesFiles(event) && enter(1));
		document.addEventListener("dragleave", (event) => carriesFiles(event) && enter(-1));
		document.addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
		document.addEventListener("drop", (event) => {
			if (carriesFiles(event)) {
				event.preventDefault();
				enter(-depth);
				this.#add(event.dataTransfer.files);
			}
		});
	}

	#add(files) {
		byId("refusals").replaceChildren();
		for (const file of files) {
			if (file.size === 0) {
				this.#refuse(file.name, "It is empty.");
			}
			else if (file.size > this.#largest) {
				this.#refuse(file.name, `It has ${bytes(file.size)}; ${bytes(this.#largest)} is the most.`);
			}
			else {
				this.#waiting.push(file);
			}
		}
		this.#next();
	}

	async #next() {
		if (this.#uploads === UPLOADS_AT_ONCE || this.#waiting.length === 0) {
			return;
		}
		const file = this.#waiting.shift();
		this.#uploads++;
		this.#next();
		await this.#post(`jobs?name=${encodeURIComponent(file.name)}`, file.name, {
			body: file,
			headers: { "Content-Type": file.type || "application/octet-stream" },
		});
		this.#uploads--;
		this.#next();
	}

	async #sample(button) {
		byId("refusals").replaceChildren();
		button.setAttribute("aria-disabled", "true");
		await this.#post("jobs/sample", "The sample", {});
		button.removeAttribute("aria-disabled");
	}

	async #post(path, name, options) {
		try {
			const response = await fetch(path, { method: "POST", ...options });
			if (!response.ok) {
				const problem = await response.json().catch(() => ({}));
				this.#refuse(name, problem.detail ?? `The spooler answered with status ${response.status}.`);
			}
		}
		catch {
			this.#refuse(name, "The upload was interrupted.");
		}
	}

	#refuse(name, reason) {
		byId("refusals").append(element("p", {}, element("strong", {}, name), " was not taken. ", reason));
	}

}

function capital(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
