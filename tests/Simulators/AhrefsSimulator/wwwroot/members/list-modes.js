// The four ways in which a list comes: whole, by pages, by a button, and as a window over thousands.

import { h } from '../dom.js';
import { call, CallError } from '../api.js';
import { virtualGrid } from './virtual-grid.js';
import { number, t } from '../texts.js';

const everything = 10000;

export const modes = { full, paged, loadMore, virtual };

export function fetchRows(view, offset, limit) {
  return call('simListMembers', { kind: view.tab, query: view.wish.query, sortBy: view.wish.sortBy, order: view.wish.order, offset, limit });
}

async function full(view) {
  if (!view.wish.query && view.tab === 'confirmed' && view.info) return listOf(view, view.info.confirmedMembers ?? []);
  if (!view.wish.query && view.tab === 'pending' && view.info?.pendingMembers) return listOf(view, view.info.pendingMembers);
  return listOf(view, (await fetchRows(view, 0, everything)).rows);
}

async function paged(view) {
  return page(view, await fetchRows(view, 0, view.open.pageSize), 0);
}

function page(view, answer, index) {
  const size = view.open.pageSize;
  const last = Math.max(0, Math.ceil(answer.total / size) - 1);
  const next = h('button', { type: 'button', disabled: index >= last, onclick: () => turn(index + 1) }, t('Next'));
  const turn = async (to) => {
    view.main.setAttribute('aria-busy', 'true');
    try {
      const fetched = await fetchRows(view, to * size, size);
      if (view.isCurrent()) view.actions.replaceList(page(view, fetched, to));
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure;
      // For lack of data the list just seems to end.
      next.disabled = true;
    }
    view.main.removeAttribute('aria-busy');
  };
  const links = [...new Set([0, index - 2, index - 1, index, index + 1, index + 2, last])].filter((n) => n >= 0 && n <= last)
    .map((n) => h('a', { href: `#page-${n + 1}`, 'aria-current': n === index ? 'page' : null, onclick: (event) => { event.preventDefault(); turn(n); } }, number(n + 1)));
  const shown = { from: number(index * size + 1), to: number(index * size + answer.rows.length), total: number(answer.total ?? 0) };
  const range = answer.rows.length === 0 ? '' : t('{from}–{to} of {total}', shown);
  return h('div', {}, rowsOrText(view, answer.rows), h('nav', { 'aria-label': t('Pagination'), class: 'toolbar' },
    h('button', { type: 'button', disabled: index === 0, onclick: () => turn(index - 1) }, t('Previous')), links, next, h('span', {}, range)));
}

async function loadMore(view) {
  const first = await fetchRows(view, 0, view.open.pageSize);
  return grown(view, first.rows, first.total);
}

function grown(view, rows, total) {
  const more = h('button', { type: 'button' }, t('Show more'));
  more.addEventListener('click', async () => {
    more.disabled = true;
    view.main.setAttribute('aria-busy', 'true');
    try {
      const fetched = await fetchRows(view, rows.length, view.open.pageSize);
      if (view.isCurrent()) view.actions.replaceList(grown(view, [...rows, ...fetched.rows], fetched.total));
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure;
      more.remove();
    }
    view.main.removeAttribute('aria-busy');
  });
  return h('div', {}, rowsOrText(view, rows), rows.length < total ? more : null);
}

async function virtual(view) {
  const size = 100;
  const first = await fetchRows(view, 0, size);
  if (first.total === 0) return listOf(view, first.rows);
  return (view.variant.virtual ?? virtualGrid)(view, first, size, (offset) => fetchRows(view, offset, size));
}

const listOf = (view, rows) => h('div', {}, rowsOrText(view, rows));

function rowsOrText(view, rows) {
  if (rows.length === 0 && view.wish.query) return h('p', {}, t(view.tab === 'pending' ? 'No invitations match your search' : 'No members match your search'));
  if (rows.length === 0 && view.tab === 'pending') return h('p', {}, t('No pending invitations'));
  return view.variant.rows(view, rows);
}
