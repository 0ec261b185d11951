const FIRST_PAUSE = 1000;

const LONGEST_PAUSE = 15000;

/**
 * Reads the server's events for as long as the page lives. A browser gives up when the server
 * answers with an error, so reconnecting is done here, with growing pauses.
 *
 * @param listener has `connected()`, `lost()`, `snapshot(state)` and `update(state)`
 */
export class Events {

	#listener;

	#source = null;

	#pause = FIRST_PAUSE;

	#timer = 0;

	constructor(listener) {
		this.#listener = listener;
		window.addEventListener("online", () => this.connect());
	}

	/** Connects now, unless it is connected. */
	connect() {
		if (this.#source?.readyState === EventSource.OPEN) {
			return;
		}
		clearTimeout(this.#timer);
		this.#source?.close();
		const source = new EventSource("events");
		this.#source = source;
		source.addEventListener("snapshot", (event) => {
			this.#pause = FIRST_PAUSE;
			this.#listener.connected();
			this.#listener.snapshot(JSON.parse(event.data));
		});
		source.addEventListener("update", (event) => this.#listener.update(JSON.parse(event.data)));
		source.addEventListener("error", () => this.#reconnect());
	}

	#reconnect() {
		this.#source.close();
		this.#listener.lost();
		this.#timer = setTimeout(() => this.connect(), this.#pause);
		this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
	}

}
