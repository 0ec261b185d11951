import { byId } from "./dom.js";

/** Shows one page large, over everything else; arrow keys turn the pages. */
export class Viewer {

	#dialog = byId("viewer");

	#image = byId("viewer-image");

	#pages = null;

	#number = 0;

	constructor() {
		byId("viewer-previous").addEventListener("click", () => this.#turn(-1));
		byId("viewer-next").addEventListener("click", () => this.#turn(1));
		byId("viewer-close").addEventListener("click", () => this.#dialog.close());
		this.#dialog.addEventListener("keydown", (event) => {
			if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
				event.preventDefault();
				this.#turn((event.key === "ArrowLeft") ? -1 : 1);
			}
		});
		this.#dialog.addEventListener("click", (event) => (event.target === this.#dialog) && this.#dialog.close());
		this.#dialog.addEventListener("close", () => this.#pages = null);
	}

	/**
	 * Opens on a page.
	 *
	 * @param pages has the `name` of the document, how many of its pages are `ready`, and `url(number)`
	 */
	open(pages, number) {
		this.#pages = pages;
		this.#number = number;
		this.refresh();
		this.#dialog.showModal();
	}

	/** More pages may be ready now; or fewer, when another worker has begun anew. */
	refresh() {
		if (this.#pages === null) {
			return;
		}
		const { name, ready } = this.#pages;
		if (this.#number > ready) {
			this.#dialog.close();
			return;
		}
		const url = this.#pages.url(this.#number);
		if (this.#image.getAttribute("src") !== url) {
			this.#image.src = url;
			this.#image.alt = `Page ${this.#number} of ${name}`;
		}
		byId("viewer-title").textContent = `${name}, page ${this.#number} of ${ready}`;
		byId("viewer-previous").setAttribute("aria-disabled", this.#number === 1);
		byId("viewer-next").setAttribute("aria-disabled", this.#number === ready);
	}

	#turn(step) {
		const number = this.#number + step;
		if (number >= 1 && number <= this.#pages.ready) {
			this.#number = number;
			this.refresh();
		}
	}

}
