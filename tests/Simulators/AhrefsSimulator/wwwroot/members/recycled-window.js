// A window of forty people over the whole list. What shows them is recycled: a handle to one soon shows somebody else.

import { CallError } from '../api.js';
import { closeMenu } from '../menus.js';

const windowSize = 40;
const settleMs = 40;

// `look` is how it looks: its height of one person, `slot`, `place`, `fill` and `wait` for one, and `frame` for the scrolling element.
export function recycledWindow(first, chunk, fetchChunk, look) {
  const known = new Map();
  const asked = new Set();
  const keep = (offset, rows) => rows.forEach((row, i) => known.set(offset + i, row));
  keep(0, first.rows);
  asked.add(0);

  const total = first.total;
  const slots = Array.from({ length: Math.min(windowSize, total) }, () => look.slot());
  const scroller = look.frame(slots, total);

  let settling = null;
  const top = () => Math.max(0, Math.min(total - slots.length, Math.floor(scroller.scrollTop / look.height) - 10));

  const paint = () => {
    const start = top();
    for (let i = start; i < start + slots.length; i++) {
      // The same slot always takes the same remainder, so that most people keep their place while scrolling.
      const slot = slots[i % slots.length];
      const row = known.get(i);
      if (slot.shown === row && slot.index === i && row) continue;
      Object.assign(slot, { shown: row, index: i });
      slot.style.transform = `translateY(${i * look.height}px)`;
      look.place(slot, i, total);
      if (row) {
        slot.removeAttribute('aria-busy');
        look.fill(slot, row);
      } else {
        slot.setAttribute('aria-busy', 'true');
        look.wait(slot);
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

  scroller.addEventListener('scroll', () => {
    closeMenu();
    paint();
    clearTimeout(settling);
    settling = setTimeout(fill, settleMs);
  });
  paint();
  return scroller;
}
