// A virtual list as a grid: its row count is in the grid, and each row tells which one it is.

import { h } from '../dom.js';
import { recycledWindow } from './recycled-window.js';
import { t } from '../texts.js';

const height = 36;

export function virtualGrid(view, first, chunk, fetchChunk) {
  return recycledWindow(first, chunk, fetchChunk, {
    height,
    slot: () => h('div', { role: 'row', class: 'gridRow' }),
    frame: (slots, total) => {
      const body = h('div', { role: 'rowgroup', style: `height:${total * height}px;position:relative` }, slots);
      const head = h('div', { role: 'row', 'aria-rowindex': 1, class: 'gridHead' }, view.variant.columns(view).map((text) => h('div', { role: 'columnheader', class: 'cell' }, text)));
      return h('div', { role: 'grid', 'aria-label': view.variant.listName(view), 'aria-rowcount': total + 1, tabindex: 0, class: 'grid' }, head, body);
    },
    place: (slot, i) => slot.setAttribute('aria-rowindex', i + 2),
    fill: (slot, row) => slot.replaceChildren(...view.variant.cells(view, row).map(({ head, content, menu }) =>
      h('div', { role: head ? 'rowheader' : 'gridcell', class: menu ? 'cellOpen' : 'cell' }, content))),
    wait: (slot) => slot.replaceChildren(h('div', { role: 'gridcell', class: 'cell' }, t('Loading…'))),
  });
}
