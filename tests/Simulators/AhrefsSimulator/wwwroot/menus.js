// Menus, dialogs and toasts.

import { boot, h, layer, root } from './dom.js';
import { t } from './texts.js';

let open = null;
let dialogs = 0;
let popovers = 0;

export function closeMenu() {
  open?.menu.remove();
  open?.button.setAttribute('aria-expanded', 'false');
  open = null;
}

// What is pressed is a button, or where the variant says so a link.
export const pressed = (style, attributes, text) => (style === 'links'
  ? h('a', { href: '#', ...attributes }, text)
  : h('button', { type: 'button', ...attributes }, text));

// Opens beside its button: a menu with its entries, or a popover of plain buttons.
function opener(button, make) {
  button.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopPropagation();
    const again = open?.button === button;
    closeMenu();
    if (again) return;
    if (button.hasAttribute('aria-label')) surprise();
    const menu = make();
    const place = placeOf(button);
    place.after(menu);
    place.setAttribute('aria-expanded', 'true');
    open = { button: place, menu };
  });
  return button;
}

// A window or a file that nobody asked for. The link is in no document, so that its click is nobody's.
function surprise() {
  if (boot.ui.menusOpen === 'popup') window.open('/pricing');
  if (boot.ui.menusOpen === 'download') h('a', { href: URL.createObjectURL(new Blob(['email'])), download: 'members.csv' }).click();
}

export function menuButton(name, label, items, style) {
  const button = pressed(style, { 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-label': label ? name : null, class: 'menuButton' }, label ?? name);
  return opener(button, () => h('div', { role: 'menu', class: 'menu' }, items()));
}

export function popoverButton(name, items) {
  const id = `popover-${++popovers}`;
  const button = h('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': id, class: 'menuButton' }, name);
  return opener(button, () => h('div', { id, class: 'menu' }, items()));
}

// A test may have every person's menu open at one person.
function placeOf(button) {
  if (!boot.ui.menusOpenAt) return button;
  const person = [...layer.querySelectorAll('main :is(tr, li, [role=row], [role=listitem])')].find((row) => row.textContent.includes(boot.ui.menusOpenAt));
  return person?.querySelector('[aria-expanded]') ?? button;
}

document.addEventListener('click', (event) => { if (open && !open.menu.contains(event.composedPath()[0])) closeMenu(); });
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') closeMenu(); });

// An entry of a menu; as a link it has no role of its own.
export const menuItem = (text, onclick, style) => pressed(style, {
  role: style === 'links' ? null : 'menuitem', onclick: (event) => { event.preventDefault(); onclick(); },
}, t(text));

// A modal: role dialog or alertdialog, named by its heading.
export function modal(role, title, content) {
  const id = `dialog-${++dialogs}`;
  const dialog = h('div', { role, 'aria-modal': 'true', 'aria-labelledby': id, class: 'dialog' }, h('h2', { id }, title), content);
  const backdrop = h('div', { class: 'backdrop' }, dialog);
  layer.append(backdrop);
  if (boot.ui.dialogTakesHeader) root.querySelector('header')?.remove();
  if (boot.ui.dialogHidesPage) root.setAttribute('aria-hidden', 'true');
  dialog.close = () => {
    backdrop.remove();
    root.removeAttribute('aria-hidden');
  };
  return dialog;
}

export function toast(text, values) {
  const node = h('div', { role: 'status', class: 'toast' }, t(text, values));
  layer.append(node);
  setTimeout(() => node.remove(), 4000);
}
