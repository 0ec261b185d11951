const UNITS = ["B", "kB", "MB", "GB"];

const TYPES = new Map([["application/pdf", "PDF"], ["text/plain", "text"], ["image/png", "PNG"], ["image/jpeg", "JPEG"],
	["image/gif", "GIF"]]);

const ERRORS = new Map([
	["damaged", "The document is damaged."],
	["encrypted", "The document needs a password."],
	["unsupported", "The worker does not print documents of this kind."],
	["too_large", "The document is too large."],
	["no_such_pages", "The document has no such pages."],
	["worker_lost", "Every worker that had this job was lost."],
	["upload_broken", "The upload was interrupted."],
	["timeout", "The worker took too long."],
	["internal", "Something went wrong on the worker."],
]);

/** In the units of `application.yml`: 1 kB is 1024 bytes. */
export function bytes(count) {
	let unit = 0;
	while (count >= 999.5 && unit < UNITS.length - 1) {
		count /= 1024;
		unit++;
	}
	return `${(count >= 10) ? Math.round(count) : Math.round(count * 10) / 10} ${UNITS[unit]}`;
}

export function plural(count, noun) {
	return `${count.toLocaleString("en")} ${noun}${(count === 1) ? "" : "s"}`;
}

export function type(mediaType) {
	return TYPES.get(mediaType) ?? mediaType;
}

/** "PDF, text and images" out of media types. */
export function types(mediaTypes) {
	const names = new Set(mediaTypes.map((each) => each.startsWith("image/") ? "images" : type(each)));
	return new Intl.ListFormat("en-GB").format(names);
}

export function seconds(milliseconds) {
	const whole = milliseconds / 1000;
	return (whole < 60) ? `${whole.toFixed(1)} s` : `${Math.floor(whole / 60)} min ${Math.round(whole % 60)} s`;
}

/** What has gone wrong, in a sentence: in our words if we have some, with the worker's. */
export function error({ type: kind, message }) {
	return [ERRORS.get(kind) ?? kind, message].filter(Boolean).join(" ");
}
