// A window of forty rows over the whole list. The rows are recycled: a handle to one soon shows somebody else.

import { h } from '../dom.js';
import { CallError } from '../api.js';
import { closeMenu } from '../menus.js';
import { t } from '../texts.js';

const rowHeight = 36;
const windowRows = 40;
const settleMs = 40;

export function virtualGrid(view, first, chunk, fetchChunk) {
  const known = new Map();
  const asked = new Set();
  const keep = (offset, rows) => rows.forEach((row, i) => known.set(offset + i, row));
  keep(0, first.rows);
  asked.add(0);

  const total = first.total;
  const slots = Array.from({ length: Math.min(windowRows, total) }, () => h('div', { role: 'row', class: 'gridRow' }));
  const body = h('div', { role: 'rowgroup', style: `height:${total * rowHeight}px;position:relative` }, slots);
  const head = h('div', { role: 'row', 'aria-rowindex': 1, class: 'gridHead' }, view.variant.columns(view).map((text) => h('div', { role: 'columnheader', class: 'cell' }, text)));
  const grid = h('div', { role: 'grid', 'aria-label': view.variant.listName(view), 'aria-rowcount': total + 1, tabindex: 0, class: 'grid' }, head, body);

  let settling = null;
  const top = () => Math.max(0, Math.min(total - slots.length, Math.floor(grid.scrollTop / rowHeight) - 10));

  const paint = () => {
    const start = top();
    for (let i = start; i < start + slots.length; i++) {
      // The same slot always takes the same remainder, so that most rows keep their place while scrolling.
      const slot = slots[i % slots.length];
      const row = known.get(i);
      if (slot.shown === row && slot.index === i && row) continue;
      Object.assign(slot, { shown: row, index: i });
      slot.style.transform = `translateY(${i * rowHeight}px)`;
      slot.setAttribute('aria-rowindex', i + 2);
      if (row) {
        slot.removeAttribute('aria-busy');
        slot.replaceChildren(...view.variant.cells(view, row).map(({ head: isHead, content, menu }) =>
          h('div', { role: isHead ? 'rowheader' : 'gridcell', class: menu ? 'cellOpen' : 'cell' }, content)));
      } else {
        slot.setAttribute('aria-busy', 'true');
        slot.replaceChildren(h('div', { role: 'gridcell', class: 'cell' }, t('Loading…')));
      }
    }
  };

  const fill = async () => {
    const start = top();
    const wanted = new Set([Math.floor(start / chunk) * chunk, Math.floor((start + slots.length - 1) / chunk) * chunk]);
    await Promise.all([...wanted].filter((offset) => !asked.has(offset)).map(async (offset) => {
      asked.add(offset);
      try {
        keep(offset, (await fetchChunk(offset)).rows);
      } catch (failure) {
        // The placeholders stay; scrolling there again asks again.
        asked.delete(offset);
        if (!(failure instanceof CallError)) throw failure;
      }
    }));
    paint();
  };

  grid.addEventListener('scroll', () => {
    closeMenu();
    paint();
    clearTimeout(settling);
    settling = setTimeout(fill, settleMs);
  });
  paint();
  return grid;
}
