// What can be done with an invitation that was sent.

import { boot, h } from '../dom.js';
import { inputKind } from '../events.js';
import { closeMenu, modal, toast } from '../menus.js';
import { atOnce, buttons, forEach, submit } from './submit.js';
import { count, t } from '../texts.js';

export async function resendInvitation(view, invitation) {
  closeMenu();
  const answer = await submit(h('button', {}), h('div', {}), 'simResendInvitation', { invitationId: invitation.id });
  if (!answer) { toast('Something went wrong'); return; }
  toast('Invitation sent');
  await view.actions.refresh();
}

export async function copyLink(invitation) {
  closeMenu();
  await navigator.clipboard.writeText(`${location.origin}/invite/accept?id=${invitation.id}`).catch(() => {});
  toast('Link copied');
}

// Two things here are called cancel, and only one of them keeps the invitation.
export function cancelInvitation(view, invitation) {
  closeMenu();
  if (boot.ui.actsAtOnce) { atOnce(view, 'simCancelInvitation', { invitationId: invitation.id }); return; }
  const alerts = h('div', {});
  const keep = h('button', { type: 'button', onclick: () => dialog.close() }, t('Keep'));
  const cancel = h('button', { type: 'button', class: 'danger' }, t('Cancel invitation'));
  const dialog = modal('alertdialog', t('Cancel invitation?'), [
    h('p', {}, t('{email} can no longer join with this invitation.', { email: invitation.email })),
    alerts,
    buttons(boot.ui.orderSwap, keep, cancel),
  ]);
  cancel.addEventListener('click', async () => {
    if (!await submit(cancel, alerts, 'simCancelInvitation', { invitationId: invitation.id })) return;
    dialog.close();
    toast('Invitation cancelled');
    await view.actions.refresh();
  });
  keep.focus();
}

export async function resendInvitations(view, invitations, done) {
  const input = inputKind();
  for (const invitation of invitations) {
    if (await submit(h('button', {}), h('div', {}), 'simResendInvitation', { invitationId: invitation.id }, { input })) continue;
    toast('Something went wrong');
    return;
  }

  toast(invitations.length === 1 ? 'Invitation sent' : `${invitations.length} invitations sent`);
  await done();
}

export function cancelInvitations(view, invitations, done) {
  const alerts = h('div', {});
  const keep = h('button', { type: 'button', onclick: () => dialog.close() }, t('Keep'));
  const cancel = h('button', { type: 'button', class: 'danger' }, t('Cancel invitations'));
  const dialog = modal('alertdialog', t('Cancel selected invitations?'), [
    h('p', {}, count(invitations.length, '{n} invitation can no longer be used.', '{n} invitations can no longer be used.')),
    alerts,
    buttons(boot.ui.orderSwap, keep, cancel),
  ]);
  cancel.addEventListener('click', () => forEach(invitations, cancel, alerts, dialog, 'Invitation cancelled', done, (invitation) =>
    ['simCancelInvitation', { invitationId: invitation.id }]));
  keep.focus();
}
