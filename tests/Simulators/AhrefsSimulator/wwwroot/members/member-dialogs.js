// Changing and removing members.

import { boot, h } from '../dom.js';
import { closeMenu, modal, toast } from '../menus.js';
import { atOnce, buttons, forEach, submit } from './submit.js';
import { count, t } from '../texts.js';

// A menu that was opened on one row and a dialog about another: what a list that is sorted anew in between does.
const named = (member) => boot.ui.dialogNames ?? member.email;

const more = () => [h('p', {}, t('Their 14 projects are transferred to you.')), h('select', { 'aria-label': t('Projects') }, h('option', {}, t('Transfer')))];

export function changeRole(view, member) {
  closeMenu();
  let chosen = member.role;
  const alerts = h('div', {});
  const save = h('button', { type: 'button', disabled: true, class: 'primary' }, t('Save'));
  const options = view.open.rolesOffered.map((role) => h('label', {},
    h('input', { type: 'radio', name: 'role', value: role, checked: role === member.role, onchange: () => { chosen = role; save.disabled = chosen === member.role; } }), t(role)));
  const dialog = modal('dialog', t('Change access level'), [
    h('p', {}, member.name ? `${member.name} (${named(member)})` : named(member)),
    h('div', { role: 'radiogroup', 'aria-label': t('Access level') }, options),
    alerts,
    buttons(boot.ui.orderSwap, h('button', { type: 'button', onclick: () => dialog.close() }, t('Cancel')), save),
  ]);
  save.addEventListener('click', async () => {
    if (!await submit(save, alerts, 'simChangeRole', { memberId: member.id, role: chosen, fromRole: member.role })) return;
    dialog.close();
    toast('Access level updated');
    await view.actions.refresh();
  });
}

function typedAddress(email, told) {
  const field = h('input', { type: 'text', id: 'typed-email', autocomplete: 'off', oninput: () => told(field.value === email) });
  return [h('label', { for: 'typed-email' }, t('Type the email to confirm')), field];
}

export function removeMember(view, member) {
  closeMenu();
  if (boot.ui.actsAtOnce) { atOnce(view, 'simRemoveMember', { memberId: member.id }); return; }
  const alerts = h('div', {});
  const cancel = h('button', { type: 'button', onclick: () => dialog.close() }, t('Cancel'));
  const remove = h('button', { type: 'button', class: 'danger', disabled: view.variant.typesAddress }, t('Remove'));
  const dialog = modal('alertdialog', t('Remove member?'), [
    h('p', {}, t('{email} loses access immediately.', { email: named(member) })),
    boot.ui.moreConsequences ? more() : null,
    member.projects ? h('p', {}, count(member.projects, '{n} private project of theirs becomes unreachable.', '{n} private projects of theirs become unreachable.')) : null,
    view.variant.typesAddress ? typedAddress(named(member), (fits) => { remove.disabled = !fits; }) : null,
    alerts,
    buttons(boot.ui.orderSwap, cancel, remove),
  ]);
  remove.addEventListener('click', async () => {
    if (!await submit(remove, alerts, 'simRemoveMember', { memberId: member.id })) return;
    dialog.close();
    toast('Member removed');
    await view.actions.refresh();
  });
  cancel.focus();
}

// Of several at once, a dialog tells only how many they are.
export function changeRoles(view, members, done) {
  let chosen = null;
  const alerts = h('div', {});
  const save = h('button', { type: 'button', disabled: true, class: 'primary' }, t('Save'));
  const options = view.open.rolesOffered.map((role) => h('label', {},
    h('input', { type: 'radio', name: 'role', value: role, onchange: () => { chosen = role; save.disabled = false; } }), t(role)));
  const dialog = modal('dialog', t('Change access level'), [
    h('p', {}, count(members.length, '{n} selected member', '{n} selected members')),
    h('div', { role: 'radiogroup', 'aria-label': t('Access level') }, options),
    alerts,
    buttons(boot.ui.orderSwap, h('button', { type: 'button', onclick: () => dialog.close() }, t('Cancel')), save),
  ]);
  save.addEventListener('click', () => forEach(members, save, alerts, dialog, 'Access level updated', done, (member) =>
    ['simChangeRole', { memberId: member.id, role: chosen, fromRole: member.role }]));
}

export function removeMembers(view, members, done) {
  if (boot.ui.actsAtOnce) { members.forEach((member) => atOnce(view, 'simRemoveMember', { memberId: member.id })); return; }
  const alerts = h('div', {});
  const cancel = h('button', { type: 'button', onclick: () => dialog.close() }, t('Cancel'));
  const remove = h('button', { type: 'button', class: 'danger' }, t('Remove'));
  const dialog = modal('alertdialog', t('Remove selected members?'), [
    h('p', {}, count(members.length, '{n} member loses access immediately.', '{n} members lose access immediately.')),
    boot.ui.moreConsequences ? more() : null,
    alerts,
    buttons(boot.ui.orderSwap, cancel, remove),
  ]);
  remove.addEventListener('click', () => forEach(members, remove, alerts, dialog, 'Member removed', done, (member) => ['simRemoveMember', { memberId: member.id }]));
  cancel.focus();
}
