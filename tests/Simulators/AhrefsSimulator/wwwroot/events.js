// Tells the server what the visitor does: which control, and whether the input was the browser's own.

import { boot, layer } from './dom.js';

let lastClick = 'none';

export const lastClickKind = () => lastClick;

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

export function watch() {
  document.addEventListener('click', (event) => {
    lastClick = event.isTrusted ? 'trusted' : 'scripted';
    report('click', describe(event.composedPath()[0]), event.isTrusted);
  }, true);
  // The values are nobody's business: on the sign-in page they are secrets. A change does not leave a shadow root.
  (boot.embedded ? layer : document).addEventListener('change', (event) => report('change', describe(event.composedPath()[0]), event.isTrusted), true);
}
