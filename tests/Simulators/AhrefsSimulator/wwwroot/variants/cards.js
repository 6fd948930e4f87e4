// Variant B: a list of cards. Every card's button has the same name, and what it opens are plain buttons.

import { h, part } from '../dom.js';
import { popoverButton } from '../menus.js';
import { invitationActions, memberActions } from './actions.js';
import { virtualCards } from '../members/virtual-cards.js';
import { emailOf, isManaged, isSelf, listName } from './table-with-menu.js';
import { day, t } from '../texts.js';

export { frame, listName } from './table-with-menu.js';

export const virtual = virtualCards;

export function rows(view, people) {
  return h('ul', { 'aria-label': listName(view), class: 'cards', testId: 'members' }, people.map((person) => h('li', { class: 'card' }, card(view, person))));
}

export const card = (view, person) => (view.tab === 'pending' ? invitationCard(view, person) : memberCard(view, person));

function memberCard(view, member) {
  return [
    h('h3', {}, member.name || emailOf(member)),
    h('p', {}, emailOf(member)),
    line('Access level', t(member.role)),
    line('2FA', t(member.twoFactor ? 'On' : 'Off')),
    line('Last active', day(member.lastActive)),
    isSelf(view, member) ? h('p', {}, t('You')) : null,
    isManaged(view, member) ? more(memberActions(view, member)) : null,
  ].flat().filter(Boolean);
}

function invitationCard(view, invitation) {
  return [
    h('p', {}, emailOf(invitation)),
    line('Access level', t(invitation.role)),
    line('Invited by', invitation.invitedBy ?? ''),
    line('Sent', day(invitation.sentAt)),
    line('Status', t(invitation.status === 'expired' ? 'Expired' : 'Pending')),
    view.manages ? more(invitationActions(view, invitation)) : null,
  ].flat().filter(Boolean);
}

const line = (label, text) => h('p', {}, `${t(label)}: ${text}`);

const more = (actions) => part('rowActions', () => popoverButton(t('More'), () => actions.map(([text, onclick]) => h('button', { type: 'button', onclick }, t(text)))));
