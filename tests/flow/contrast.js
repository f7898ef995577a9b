// In a page of frames, one for each mail and width: what overflows, and text whose contrast is below 4.5 (WCAG 2.1, 1.4.3).
// Writes one line for each fault into #result, and "done N" at the end.
const faults = [];
const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
	.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
function ground(element, view) {
	for (let at = element; at; at = at.parentElement) {
		const color = parse(view.getComputedStyle(at).backgroundColor);
		if (color.length === 3 || color[3] === 1)
			return color;
	}
	return [255, 255, 255];
}
function look(frame) {
	const page = frame.contentDocument, view = frame.contentWindow, name = frame.title;
	if (page.documentElement.scrollWidth > page.documentElement.clientWidth)
		faults.push(`${name}: ${page.documentElement.scrollWidth} px wide`);
	const texts = page.createTreeWalker(page.body, 4);
	let n = 0;
	while (texts.nextNode()) {
		const element = texts.currentNode.parentElement;
		if (texts.currentNode.data.trim() === '')
			continue;
		n++;
		const found = ratio(parse(view.getComputedStyle(element).color), ground(element, view));
		if (found < 4.5)
			faults.push(`${name}: contrast ${found.toFixed(2)}: ${texts.currentNode.data.trim().slice(0, 40)}`);
	}
	if (n < 3)
		faults.push(`${name}: only ${n} texts`);
}
onload = () => {
	const frames = document.querySelectorAll('iframe');
	frames.forEach(look);
	document.getElementById('result').textContent =
		faults.join('\n') + `\ndone ${frames.length} ${matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'}`;
};
