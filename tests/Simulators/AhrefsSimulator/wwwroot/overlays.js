// What lies over the page: a cookie banner, a survey, a tour, a chat bubble. Local storage remembers only these.

import { boot, h } from './dom.js';
import { report } from './events.js';
import { modal } from './menus.js';
import { t } from './texts.js';

const seen = (name) => localStorage.getItem(`overlay.${name}`) === 'closed';
const remember = (name) => localStorage.setItem(`overlay.${name}`, 'closed');

const overlays = {
  cookie() {
    const close = () => { remember('cookie'); banner.remove(); };
    const banner = h('div', { role: 'region', 'aria-label': t('Cookies'), class: 'cookies' }, h('p', {}, t('We use cookies.')),
      h('button', { type: 'button', onclick: close }, t('Accept all')), h('button', { type: 'button', onclick: close }, t('Reject')));
    document.body.append(banner);
  },
  survey: () => closable('survey', 'How are we doing?'),
  tour: () => closable('tour', "What's new"),
  consent() {
    strange('We updated our terms');
    const accept = h('button', { type: 'button', onclick: (event) => { report('legalConsentClick', t('Accept'), event.isTrusted); dialog.close(); } }, t('Accept'));
    const dialog = modal('dialog', t('We updated our terms'), [h('p', {}, t('Please accept the new terms to go on.')), accept]);
  },
  chat() {
    document.body.append(h('button', { type: 'button', 'aria-label': t('Chat'), class: 'chat' }, '?'));
  },
};

export function showOverlays() {
  for (const name of boot.ui.overlays) if (!seen(name)) overlays[name]?.();
}

// A survey that has waited for the visitor to be busy.
export function interrupt() {
  if (boot.ui.overlays.includes('midFlow') && !seen('survey')) overlays.survey();
}

// Nobody was told what this is about, so the site has said stop; closed or not, only a new page is another matter.
const strange = (title) => report('strangeOverlay', t(title), false);

function closable(name, title) {
  if (boot.ui.labelDrift[title]) strange(title);
  const close = () => { remember(name); dialog.close(); };
  const dialog = modal('dialog', t(title), [h('button', { type: 'button', onclick: close }, t('Close'))]);
}
