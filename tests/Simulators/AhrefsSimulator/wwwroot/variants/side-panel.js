// Variant H: a click on a row opens a panel beside the list, with what can be done. An open panel shows the one before for a while.

import { boot, h, part, root } from '../dom.js';
import { invitationActions, memberActions } from './actions.js';
import { cells as plainCells, emailOf, isManaged, isSelf, rows as plainRows } from './table-with-menu.js';
import { t } from '../texts.js';

export { columns, frame, listName } from './table-with-menu.js';

let panel = null;
let turn = 0;

export function rows(view, people) {
  const before = people.find((person) => emailOf(person) === boot.ui.panelShows);
  if (before && !panel) show(view, before);
  return plainRows(view, people);
}

export function cells(view, person) {
  const [first, ...others] = plainCells(view, person);
  const self = view.tab !== 'pending' && isSelf(view, person) ? h('span', {}, t('You')) : null;
  const button = part('rowOpen', () => h('button', {
    type: 'button', 'aria-label': t('Details of {email}', { email: emailOf(person) }), onclick: () => open(view, person),
  }, first.content));
  return [{ ...first, content: button }, ...others.slice(0, -1), { menu: true, content: self }];
}

function open(view, person) {
  const mine = ++turn;
  if (!panel?.isConnected) show(view, person);
  else setTimeout(() => { if (mine === turn) show(view, person); }, boot.ui.panelStaleMs);
}

function show(view, person) {
  panel?.remove();
  const isPending = view.tab === 'pending';
  const actions = isPending ? invitationActions(view, person) : memberActions(view, person);
  panel = h('aside', { 'aria-label': t('Member details'), class: 'panel' },
    h('h2', {}, person.name || emailOf(person)),
    h('p', {}, emailOf(person)),
    h('p', {}, `${t('Access level')}: ${t(person.role)}`),
    isPending || isManaged(view, person) ? actions.map(([text, onclick]) => h('button', { type: 'button', onclick }, t(text))) : null,
    h('button', { type: 'button', onclick: () => panel.remove() }, t('Close')));
  root.append(panel);
}
