// Building blocks of every page. Class names are hashed anew at every start, so nothing can be found by them.

export const boot = JSON.parse(document.getElementById('boot').textContent);

// In a frame, the application lives in an open shadow root; what lies over a page lies in there too.
const page = document.getElementById('root');

export const layer = boot.embedded ? shadowOf(page) : document.body;

export const root = boot.embedded ? layer.appendChild(document.createElement('div')) : page;

function shadowOf(host) {
  const shadow = host.attachShadow({ mode: 'open' });
  shadow.append(document.querySelector('link[rel=stylesheet]').cloneNode());
  return shadow;
}

// Nothing tells what it is, and what is pressed shows a picture only.
let hostile = false;
const fields = ['input', 'select', 'option', 'textarea', 'iframe'];

export const beHostile = (on) => { hostile = on; };

export function cls(name) {
  let hash = 0x811c9dc5;
  for (const letter of boot.classSeed + name) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return `css-${hash.toString(16).padStart(8, '0')}-${name}`;
}

// h('button', { class: 'primary', onclick: save }, 'Save'): text is always text, never markup.
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(hostile && !fields.includes(tag) ? 'div' : tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (hostile && (name === 'role' || name === 'for' || name.startsWith('aria-'))) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = cls(value);
    else if (name === 'testId') { if (boot.ui.testIds) node.dataset.testid = value; }
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  if (hostile && ['a', 'button'].includes(tag)) children = ['◆'];
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// An element that a test may remove or double by its key.
export function part(key, make) {
  if (boot.ui.locatorMissing.includes(key)) return [];
  const doubles = boot.ui.duplicateElement.filter((d) => d.of === key).map((d) => double(make(), d.how));
  return [make(), ...doubles];
}

function double(node, how) {
  if (how === 'hidden') node.hidden = true;
  if (how === 'offscreen') node.style.cssText = 'position:absolute;left:-9999px';
  return node;
}

export function link(path, text, attributes = {}) {
  return h('a', { href: path, ...attributes }, text);
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export const renderDelay = () => wait(Math.random() * boot.renderMaxMs);
