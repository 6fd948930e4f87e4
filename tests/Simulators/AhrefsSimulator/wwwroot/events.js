// Tells the server what the visitor does: which control, and whether the input was the browser's own.

import { boot, layer } from './dom.js';

// The input that the page is busy with right now. What it sends later came of none.
let input = null;
const pointedAt = new Set();
const chosenByValue = new WeakSet();

export const inputKind = () => input?.kind ?? 'none';

// A choice that saves at once is made by its value: a key would save every role that it passes. No browser has an input of its own for that,
// so here a script's change passes once the visitor's own pointer has been on this choice.
export function byValue(select) {
  chosenByValue.add(select);
  return select;
}

export function report(name, target, trusted) {
  const body = new Blob([JSON.stringify({ name, target, trusted })], { type: 'application/json' });
  navigator.sendBeacon('/_ui/events', body);
}

const describe = (node) => {
  const control = node.closest?.('a,button,input,select,textarea,[role]');
  if (!control) return node.tagName?.toLowerCase() ?? '';
  const name = control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 80);
  return `${control.getAttribute('role') ?? control.tagName.toLowerCase()} "${name}"`;
};

function kindOf(event, node) {
  if (event.isTrusted) return 'trusted';
  return event.type === 'change' && chosenByValue.has(node) && pointedAt.has(describe(node)) ? 'chosen' : 'scripted';
}

// Whoever listens to the event is called before the timer.
function note(event) {
  const mine = { kind: kindOf(event, event.composedPath()[0]) };
  input = mine;
  setTimeout(() => { if (input === mine) input = null; });
}

const isText = (node) => node.matches?.('textarea, input:not([type=checkbox], [type=radio])');

export function watch() {
  // A change does not leave a shadow root.
  const inside = boot.embedded ? layer : document;
  document.addEventListener('click', (event) => {
    note(event);
    report('click', describe(event.composedPath()[0]), event.isTrusted);
  }, true);
  document.addEventListener('pointerover', (event) => {
    const node = event.composedPath()[0];
    if (event.isTrusted && chosenByValue.has(node)) pointedAt.add(describe(node));
  }, true);
  // A box changes by a click, whose changes are the browser's own even where a script clicked.
  inside.addEventListener('input', (event) => { if (isText(event.composedPath()[0])) note(event); }, true);
  inside.addEventListener('change', (event) => {
    if (event.composedPath()[0].matches?.('select')) note(event);
    // The values are nobody's business: on the sign-in page they are secrets.
    report('change', describe(event.composedPath()[0]), event.isTrusted);
  }, true);
}
