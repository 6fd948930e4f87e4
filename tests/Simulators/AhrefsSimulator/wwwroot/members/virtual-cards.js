// A virtual list of cards: each card tells which one it is, and of how many.

import { h } from '../dom.js';
import { recycledWindow } from './recycled-window.js';
import { t } from '../texts.js';

const height = 180;

export function virtualCards(view, first, chunk, fetchChunk) {
  return recycledWindow(first, chunk, fetchChunk, {
    height,
    slot: () => h('div', { role: 'listitem', class: 'cardSlot' }),
    frame: (slots, total) => h('div', { class: 'grid', tabindex: 0 },
      h('div', { role: 'list', 'aria-label': view.variant.listName(view), style: `height:${total * height}px;position:relative` }, slots)),
    place: (slot, i, total) => {
      slot.setAttribute('aria-posinset', i + 1);
      slot.setAttribute('aria-setsize', total);
    },
    fill: (slot, person) => slot.replaceChildren(...view.variant.card(view, person)),
    wait: (slot) => slot.replaceChildren(h('p', {}, t('Loading…'))),
  });
}
