// Inviting: addresses become chips, and by the workspace's way of charging a price shows here, after the submit, or never.

import { boot, h } from '../dom.js';
import { call } from '../api.js';
import { modal, toast } from '../menus.js';
import { interrupt } from '../overlays.js';
import { buttons, submit } from './submit.js';
import { money, t } from '../texts.js';

const isAddress = (text) => /^[^\s@,;"]+@[^\s@,;"]+\.[^\s@,;"]+$/.test(text);

export function invite(view) {
  const emails = [];
  const requestId = crypto.randomUUID();
  const alerts = h('div', {});
  const note = h('div', {});
  const chips = h('ul', { class: 'chips' });
  const field = h('textarea', { id: 'invite-emails', rows: 2 });
  const role = h('select', { 'aria-label': t('Access level') }, view.open.rolesOffered.map((r) => h('option', { value: r, selected: r === boot.ui.inviteDefaultRole }, t(r))));
  if (boot.ui.inviteRoleSticks) role.addEventListener('change', () => { role.value = boot.ui.inviteRoleSticks; });
  const send = h('button', { type: 'button', disabled: true, class: 'primary' }, t('Send invitation'));

  const show = () => {
    chips.replaceChildren(...emails.map((email, i) => h('li', { 'aria-invalid': isAddress(email) ? null : 'true' }, email, ' ',
      h('button', { type: 'button', 'aria-label': t('Remove {email}', { email }), onclick: () => { emails.splice(i, 1); show(); } }, '×'))));
    send.disabled = emails.length === 0 && field.value.trim() === '';
    showPrice(view, note, emails.filter(isAddress).length);
  };
  const take = () => {
    emails.push(...field.value.split(/[,;\n]/).map((part) => part.trim()).filter(Boolean).map((part) => boot.ui.chipBecomes ?? part));
    field.value = '';
    show();
  };
  field.addEventListener('input', interrupt);
  field.addEventListener('input', () => { if (/[,;\n]/.test(field.value)) take(); else show(); });
  field.addEventListener('keydown', (event) => { if (event.key === 'Enter') { event.preventDefault(); take(); } });
  field.addEventListener('blur', () => { if (field.value.trim()) take(); });

  const dialog = modal('dialog', t('Invite members'), [
    h('label', { for: 'invite-emails' }, t('Email addresses')), field, chips,
    h('div', {}, role), note, alerts,
    buttons(boot.ui.orderSwap, h('button', { type: 'button', onclick: () => dialog.close() }, t('Cancel')), send),
  ]);
  field.focus();

  const post = async (confirmCharge, button, where) => {
    const answer = await submit(button, where, 'simInviteMembers', { emails, role: role.value, confirmCharge, requestId }, { leave: ['ChargeConfirmationRequired'] });
    if (!answer) return false;
    dialog.close();
    if (answer.invited.length > 0) toast(answer.invited.length === 1 ? 'Invitation sent' : '{count} invitations sent', { count: answer.invited.length });
    else toast('No invitation was sent');
    await view.actions.refresh();
    return true;
  };
  send.addEventListener('click', async () => {
    take();
    if (emails.some((email) => !isAddress(email))) {
      alerts.replaceChildren(h('p', { role: 'alert', class: 'alert' }, t('Enter valid email addresses')));
      return;
    }
    try {
      await post(false, send, alerts);
    } catch (failure) {
      if (failure.code !== 'ChargeConfirmationRequired') throw failure;
      send.disabled = false;
      askForCharge(failure.details, post);
    }
  });
}

function askForCharge(details, post) {
  const alerts = h('div', {});
  const pay = h('button', { type: 'button', class: 'primary' }, t('Confirm and pay'));
  const dialog = modal('dialog', t('Confirm additional seats'), [
    h('p', {}, t('Total due today: {amount}', { amount: money(details.dueTodayCents, details.currency) })),
    alerts,
    buttons(boot.ui.orderSwap, h('button', { type: 'button', onclick: () => dialog.close() }, t('Back')), pay),
  ]);
  pay.addEventListener('click', async () => { if (await post(true, pay, alerts)) dialog.close(); });
}

async function showPrice(view, note, wanted) {
  if (boot.ui.invitePriceNote && wanted > 0) {
    note.replaceChildren(h('p', {}, t('{n} additional seat, {price}/month, will be added to your subscription', { n: wanted, price: money(wanted * 6000, 'USD') })));
    return;
  }
  if (view.open.seatChargeUi !== 'inline' || wanted === 0) { note.replaceChildren(); return; }
  const seats = await call('simLimits', {});
  const more = seats.seatsUsed + wanted - seats.seatsPaid;
  if (more <= 0) { note.replaceChildren(); return; }
  const text = more === 1 ? '{n} additional seat, {price}/month, will be added to your subscription' : '{n} additional seats, {price}/month, will be added to your subscription';
  note.replaceChildren(h('p', {}, t(text, { n: more, price: money(more * seats.seatPriceCents, seats.currency) })));
}
