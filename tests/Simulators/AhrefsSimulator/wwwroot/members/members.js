// The members page: which data it loads when, and what stays on the screen meanwhile. How it looks is the variant's.

import { boot, h, renderDelay, wait } from '../dom.js';
import { call, CallError } from '../api.js';
import { modes } from './list-modes.js';
import { invite } from './invite.js';
import { upgradeButton } from '../pricing.js';
import { variants } from '../variants/variants.js';
import { t } from '../texts.js';

const staleMs = 150;
const searchMs = 300;

// The search outlives a change of the tab: a filtered list can be taken for the whole one.
const wish = { query: boot.ui.searchText, sortBy: 'Name', order: 'Asc' };

let current = null;
let searching = null;
let forgets = boot.ui.searchForgets;

export async function showMembers(main, shell, tab, isCurrent) {
  const before = current?.main === main && main.contains(current.list) ? current : null;
  const variant = variants[shell.open?.variant] ?? variants.A;
  const open = shell.open && { ...shell.open, listMode: variant.listMode ?? shell.open.listMode };
  const view = { main, shell, tab, isCurrent, wish, variant, open, info: before?.info ?? null, list: null };
  view.manages = ['Owner', 'Admin'].includes(shell.open?.role);
  view.actions = actions(view);
  current = view;
  if (!view.manages && !boot.membersCanSeeList) { refuse(view); return; }
  if (shell.open?.mustChoose) { chooseWhomToKeep(view); return; }
  const asked = wish.query;
  const data = load(view);
  if (before && before.tab !== tab) {
    draw(view, before.list);
    await wait(staleMs);
  }
  if (!isCurrent()) return;
  if (!before || before.tab !== tab) skeleton(view);
  const list = await data;
  await renderDelay();
  if (!isCurrent() || current !== view || !list) return;
  draw(view, list);
  main.removeAttribute('aria-busy');
  // Searched for something else meanwhile.
  if (asked !== wish.query) reloadList(view);
}

export function openInvite() {
  if (current?.manages) invite(current);
}

function actions(view) {
  return {
    search(text) {
      if (forgets-- > 0) {
        draw(current, current.list);
        return;
      }
      clearTimeout(searching);
      searching = setTimeout(() => { wish.query = text; if (current.list) reloadList(current); }, searchMs);
    },
    sort(by) { wish.sortBy = by; reloadList(view); },
    turn() { wish.order = wish.order === 'Asc' ? 'Desc' : 'Asc'; reloadList(view); },
    invite: () => openInvite(),
    refresh: () => showMembers(view.main, view.shell, view.tab, view.isCurrent),
    replaceList(node) {
      view.list.replaceWith(node);
      view.list = node;
    },
  };
}

function draw(view, list) {
  view.list = list;
  view.main.replaceChildren(...[view.variant.frame(view)].flat(Infinity), list);
}

function skeleton(view) {
  view.main.setAttribute('aria-busy', 'true');
  view.main.replaceChildren(h('div', { class: 'skeleton' }));
}

function refuse(view) {
  view.main.removeAttribute('aria-busy');
  view.main.replaceChildren(h('h1', {}, t('Members')), h('p', {}, t('Only workspace owners and admins can manage members')));
}

// More members than the plan allows: nothing else can be done here before somebody has chosen.
function chooseWhomToKeep(view) {
  view.main.removeAttribute('aria-busy');
  view.main.replaceChildren(h('h1', {}, t('Choose who keeps access')),
    h('p', {}, t('Your plan allows fewer members than you have. Members who are not chosen lose access.')), upgradeButton('Upgrade'));
}

async function load(view) {
  const info = await loadInfo(view);
  if (info === 'dead') return null;
  view.info = info;
  return loadList(view);
}

// The header and the tabs come from this answer in every mode; without it the page shows what it still can.
async function loadInfo(view) {
  try {
    return await call('tkGetWorkspaceInfo', { order: wish.order, sortBy: wish.sortBy });
  } catch (failure) {
    if (!(failure instanceof CallError)) throw failure;
    if (failure.status === 401) return 'dead';
    return null;
  }
}

async function loadList(view) {
  try {
    return await modes[view.open.listMode](view);
  } catch (failure) {
    if (!(failure instanceof CallError)) throw failure;
    return failure.status === 401 ? null : h('p', { role: 'alert', class: 'alert' }, t('Something went wrong'));
  }
}

async function reloadList(view) {
  view.main.setAttribute('aria-busy', 'true');
  if (view.open.listMode === 'full' && !wish.query) {
    const info = await loadInfo(view);
    // What was read stays on the screen when the session has died.
    if (info === 'dead') return;
    view.info = info;
  }
  const list = await loadList(view);
  await renderDelay();
  if (!view.isCurrent() || current !== view || !list) return;
  view.actions.replaceList(list);
  view.main.removeAttribute('aria-busy');
}
