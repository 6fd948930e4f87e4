// Variant A: a table with a menu on each row.

import { boot, h, link, part } from '../dom.js';
import { report } from '../events.js';
import { upgradeButton } from '../pricing.js';
import { menuButton, menuItem } from '../menus.js';
import { invitationActions, memberActions } from './actions.js';
import { setRequire2fa } from '../members/require-2fa.js';
import { count, day, number, t } from '../texts.js';

const memberColumns = ['Name', 'Email', 'Access level', '2FA', 'Last active', ''];
const pendingColumns = ['Email', 'Access level', 'Invited by', 'Sent', 'Status', ''];

export const columns = (view) => (view.tab === 'pending' ? pendingColumns : memberColumns).map((name) => (name ? t(name) : ''));

export const listName = (view) => t(view.tab === 'pending' ? 'Pending invitations' : 'Members');

export function frame(view) {
  const nodes = [
    part('heading', () => h('h1', {}, t('Members'))),
    part('headerCount', () => header(view)),
    boot.ui.standingAlert ? h('p', { role: 'alert', class: 'alert' }, boot.ui.standingAlert) : null,
    isPaid(view) ? null : h('p', { role: 'alert', class: 'alert' }, t('Payment failed. Inviting is off until the invoice is paid.')),
    view.manages ? controls(view) : h('p', {}, t('Only workspace owners and admins can manage members')),
    tabs(view),
    tools(view),
  ];
  if (boot.ui.lateShift) setTimeout(() => view.main.prepend(h('div', { style: 'height:60px' })), 250);
  return nodes;
}

export function rows(view, people) {
  return h('table', { 'aria-label': listName(view), testId: 'members' },
    h('thead', {}, h('tr', {}, view.variant.columns(view).map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', {}, people.map((person) => h('tr', {}, view.variant.cells(view, person).map(({ head, content }) =>
      h(head ? 'th' : 'td', { scope: head ? 'row' : null }, content))))));
}

export const cells = (view, person) => (view.tab === 'pending' ? pendingCells(view, person) : memberCells(view, person));

function memberCells(view, member) {
  return [
    { head: true, content: member.name || shownEmail(member) },
    { content: shownEmail(member) },
    { content: t(member.role) },
    { content: t(member.twoFactor ? 'On' : 'Off') },
    { content: day(member.lastActive) },
    { menu: true, content: [isSelf(view, member) ? h('span', {}, t('You'), ' ') : null, isManaged(view, member) ? memberMenu(view, member) : null] },
  ];
}

function pendingCells(view, invitation) {
  return [
    { head: true, content: shownEmail(invitation) },
    { content: t(invitation.role) },
    { content: invitation.invitedBy ?? '' },
    { content: day(invitation.sentAt) },
    { content: t(invitation.status === 'expired' ? 'Expired' : 'Pending') },
    { menu: true, content: view.manages ? pendingMenu(view, invitation) : null },
  ];
}

// The page of a release that renamed the field would know its new name.
export const emailOf = (person) => person.email ?? person.userEmail ?? '';

export const isSelf = (view, person) => emailOf(person).toLowerCase() === view.shell.operator.email.toLowerCase();

export const isManaged = (view, person) => view.manages && person.role !== 'Owner';

function shownEmail(person) {
  const email = emailOf(person);
  if (!boot.ui.cutEmails || email.length <= boot.ui.cutEmails) return email;
  return h('span', { title: boot.ui.cutEmailTitles ? email : null }, `${email.slice(0, boot.ui.cutEmails)}…`);
}

function header(view) {
  const workspace = view.info?.workspace;
  if (!workspace || workspace.members === null) return h('div', { hidden: true });
  const seats = view.open.seatModel === 'usageBased' ? '' : `, ${t('{used} of {paid} seats used', { used: number(workspace.seatsUsed), paid: number(workspace.seatsPaid) })}`;
  return h('div', { role: 'status' }, count(workspace.members, '{n} member', '{n} members') + seats);
}

function controls(view) {
  return h('div', { class: 'toolbar' },
    part('require2fa', () => require2faSwitch(view)),
    part('inviteLink', () => inviteLink(view)));
}

const isPaid = (view) => ['active', 'trial'].includes(view.open.subscription);

function inviteLink(view) {
  if (boot.ui.upgradeToInvite) return upgradeButton('Upgrade to invite');
  if (!isPaid(view)) return h('a', { role: 'link', 'aria-disabled': 'true' }, t('Invite members'));
  return link('#invite', t('Invite members'), { onclick: (event) => { event.preventDefault(); view.actions.invite(); } });
}

function require2faSwitch(view) {
  const on = view.info?.workspace.require2fa === true;
  return h('button', {
    type: 'button', role: 'switch', 'aria-checked': String(on),
    onfocus: (event) => report('require2faFocus', t('Require two-factor authentication'), event.isTrusted),
    onclick: () => setRequire2fa(view, !on),
  }, t('Require two-factor authentication'));
}

function tabs(view) {
  const tab = (name, text, amount) => link(`/account/members/${name}`, `${t(text)} ${typeof amount === 'number' && view.variant.tabsCount !== false ? number(amount) : ''}`.trim(), {
    role: 'tab', 'aria-selected': String(view.tab === name), 'data-route': true,
  });
  return h('div', { role: 'tablist', class: 'toolbar' },
    part('tabConfirmed', () => tab('confirmed', 'Confirmed', view.info?.workspace.members)),
    part('tabPending', () => tab('pending', 'Pending', view.info?.workspace.pending)));
}

function tools(view) {
  const search = () => h('input', { type: 'search', 'aria-label': t('Search members'), value: view.wish.query, oninput: (event) => view.actions.search(event.target.value) });
  const choices = [['Name', 'Name'], ['Email', 'Email'], ['Role', 'Role'], ['LastActive', 'Last active']];
  const sort = () => h('select', { 'aria-label': t('Sort by'), onchange: (event) => view.actions.sort(event.target.value) },
    choices.map(([value, text]) => h('option', { value, selected: value === view.wish.sortBy }, t(text))));
  const order = h('button', { type: 'button' }, t(view.wish.order === 'Asc' ? 'Ascending' : 'Descending'));
  order.addEventListener('click', () => {
    view.actions.turn();
    order.textContent = t(view.wish.order === 'Asc' ? 'Ascending' : 'Descending');
  });
  return h('div', { class: 'toolbar' }, part('search', search), part('sort', sort), order);
}

const memberMenu = (view, member) => rowMenu(view, member, memberActions(view, member));

const pendingMenu = (view, invitation) => rowMenu(view, invitation, invitationActions(view, invitation));

const rowMenu = (view, person, actions) => part('rowActions', () => menuButton(t('Actions for {email}', { email: emailOf(person) }), '⋯', () =>
  actions.map(([text, onclick]) => menuItem(text, onclick, view.variant.controls)), view.variant.controls));
