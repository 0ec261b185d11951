/**
 * Makes an element. What is not an element becomes text, never markup, so that the name of a
 * document may contain anything.
 */
export function element(tag, properties = {}, ...children) {
	const made = document.createElement(tag);
	for (const [name, value] of Object.entries(properties)) {
		if (name in made) {
			made[name] = value;
		}
		else {
			made.setAttribute(name, value);
		}
	}
	made.append(...children);
	return made;
}

/** Sets a text only if it has changed: screen readers and selections are left alone. */
export function setText(target, text) {
	if (target.textContent !== text) {
		target.textContent = text;
	}
}

export function byId(id) {
	return document.getElementById(id);
}
