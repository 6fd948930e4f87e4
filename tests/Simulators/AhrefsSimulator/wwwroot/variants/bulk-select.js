// Variant G: a box for each person and one for all of them, on every page. Dialogs tell only how many are meant.

import { boot, h, part } from '../dom.js';
import { changeRoles, removeMembers } from '../members/member-dialogs.js';
import { cancelInvitations, resendInvitations } from '../members/invitation-dialogs.js';
import { fetchRows } from '../members/list-modes.js';
import { cells as plainCells, columns as plainColumns, emailOf, frame as plainFrame, isManaged, isSelf } from './table-with-menu.js';
import { number, t } from '../texts.js';

export { listName, rows } from './table-with-menu.js';

// What is ticked outlives a search, a turned page and a change of the tab's list.
const ticked = { confirmed: new Map(), pending: new Map() };
let ticksOfTest = boot.ui.ticked;
let toolbar = null;
let everybody = null;

export function frame(view) {
  toolbar = h('div', {});
  drawToolbar(view);
  return [plainFrame(view), toolbar];
}

export const columns = (view) => [
  part('selectAll', () => everybody = h('input', { type: 'checkbox', 'aria-label': t('Select all'), onchange: (event) => tickAll(view, event.target.checked) })),
  ...plainColumns(view).slice(0, -1),
];

export function cells(view, person) {
  const self = view.tab !== 'pending' && isSelf(view, person) ? [' ', h('span', {}, t('You'))] : [];
  const [first, ...others] = plainCells(view, person).slice(0, -1);
  return [{ menu: true, content: mayTick(view, person) ? box(view, person) : null }, { ...first, content: [first.content, self] }, ...others];
}

const mayTick = (view, person) => (view.tab === 'pending' ? view.manages : isManaged(view, person));

function box(view, person) {
  if (ticksOfTest.includes(emailOf(person))) {
    ticked[view.tab].set(person.id, person);
    ticksOfTest = ticksOfTest.filter((email) => email !== emailOf(person));
    drawToolbar(view);
  }

  return part('rowSelect', () => h('input', {
    type: 'checkbox', 'aria-label': t('Select {email}', { email: emailOf(person) }), checked: ticked[view.tab].has(person.id),
    onchange: (event) => {
      if (event.target.checked) ticked[view.tab].set(person.id, person);
      else ticked[view.tab].delete(person.id);
      drawToolbar(view);
    },
  }));
}

async function tickAll(view, wanted) {
  ticked[view.tab].clear();
  if (wanted) for (const person of (await fetchRows({ ...view, wish: { ...view.wish, query: '' } }, 0, 10000)).rows) if (mayTick(view, person)) ticked[view.tab].set(person.id, person);
  await view.actions.refresh();
}

// Ticked where everybody whom the page shows is.
function follow(view) {
  const boxes = [...view.list.querySelectorAll('tbody input[type=checkbox], [role=row] [role=gridcell] input[type=checkbox]')];
  if (everybody) everybody.checked = boxes.length > 0 && boxes.every((box) => box.checked);
}

function drawToolbar(view) {
  const people = [...ticked[view.tab].values()];
  if (boot.ui.selectionStays) setTimeout(() => follow(view));
  if (!toolbar || (people.length === 0 && !boot.ui.selectionStays)) { toolbar?.replaceChildren(); return; }
  const done = async () => { ticked[view.tab].clear(); await view.actions.refresh(); };
  const actions = view.tab === 'pending'
    ? [['Resend selected ({n})', resendInvitations], ['Cancel selected ({n})', cancelInvitations]]
    : [['Change role', changeRoles], ['Remove selected ({n})', removeMembers]];
  toolbar.replaceChildren(h('div', { role: 'toolbar', 'aria-label': t('Selection'), class: 'toolbar' },
    h('span', {}, t('{n} selected', { n: number(people.length) })),
    actions.map(([text, act]) => h('button', { type: 'button', onclick: () => act(view, people, done) }, t(text, { n: number(people.length) })))));
}
