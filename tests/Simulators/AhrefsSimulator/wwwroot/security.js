// A person's own password and second factor. Nothing here concerns anybody else of the workspace.

import { boot, h, part } from './dom.js';
import { call, CallError } from './api.js';
import { modal, toast } from './menus.js';
import { t } from './texts.js';

const refusals = { WrongPassword: 'The current password is wrong', WeakPassword: 'Choose a longer password', InvalidCode: 'Invalid code' };

const alertOf = (failure) => h('p', { role: 'alert', class: 'alert' }, t(refusals[failure.code] ?? 'Something went wrong'));

export async function security() {
  const { twoFactor } = await call('simSecurity', {});
  return [h('h1', {}, t('Security')), passwordForm(), h('h2', {}, t('Two-factor authentication')), secondFactor(twoFactor)];
}

function passwordForm() {
  const field = (name, autocomplete) => h('input', { type: 'password', name, id: name, autocomplete, maxlength: boot.ui.cutPasswordsAt || null });
  const current = field('current-password', 'current-password');
  const next = field('new-password', 'new-password');
  const repeat = field('repeat-password', 'new-password');
  const error = h('div', {});
  const button = h('button', { type: 'submit', class: 'primary' }, t('Change password'));

  const send = async (event) => {
    event.preventDefault();
    error.replaceChildren();
    if (next.value !== repeat.value) return;
    button.disabled = true;
    try {
      await call('simChangePassword', { current: current.value, next: next.value }, { write: true });
      for (const input of [current, next, repeat]) input.value = '';
      toast('Password changed');
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure;
      error.replaceChildren(alertOf(failure));
    } finally {
      button.disabled = false;
    }
  };

  return h('form', { class: 'form', onsubmit: send, novalidate: true },
    h('label', { for: 'current-password' }, t('Current password')), current,
    h('label', { for: 'new-password' }, t('New password')), next,
    h('label', { for: 'repeat-password' }, t('Repeat new password')), repeat,
    error, part('changePassword', () => button));
}

function secondFactor(on) {
  const said = h('p', {}, t(on ? 'Two-factor authentication is on' : 'Two-factor authentication is off'));
  // To turn it off is a trap: nobody asked for that.
  const action = on
    ? h('button', { type: 'button', onclick: () => call('simTurnOffTwoFactor', {}, { write: true }) }, t('Turn off'))
    : part('setUpTwoFactor', () => h('button', { type: 'button', onclick: setUp }, t('Set up')));
  return [said, action];
}

const grouped = (secret) => secret.match(/.{1,4}/g).join(' ');

const fact = (term, text) => h('dl', {}, h('dt', {}, t(term)), h('dd', {}, text));

async function setUp() {
  const { secret } = await call('simBeginTwoFactor', {}, { write: true });
  const content = h('div', {});
  const error = h('div', {});
  const code = h('input', { id: 'enrol-code', type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 6 });
  const turnOn = h('button', { type: 'button', class: 'primary', onclick: () => send() }, t('Turn on'));
  const dialog = modal('dialog', t('Set up two-factor authentication'), [content]);

  const send = async () => {
    turnOn.disabled = true;
    error.replaceChildren();
    try {
      const { backupCode } = await call('simConfirmTwoFactor', { code: code.value }, { write: true });
      content.replaceChildren(
        h('p', {}, t('Keep this code. It turns two-factor authentication off if you lose your device.')),
        fact('Backup code', backupCode), h('button', { type: 'button', onclick: () => { dialog.close(); location.reload(); } }, t('Done')));
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure;
      error.replaceChildren(alertOf(failure));
      turnOn.disabled = false;
    }
  };

  // Some pages wait for no button.
  if (boot.ui.sendEnrolCode) code.addEventListener('input', () => code.value.length === 6 && send());
  content.append(
    h('p', {}, t('Scan the QR code with your authenticator app, or type the setup key.')),
    h('img', { alt: t('QR code'), src: 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', width: 160, height: 160 }),
    fact('Setup key', grouped(secret)),
    h('label', { for: 'enrol-code' }, t('Code')), code, error,
    h('div', { class: 'toolbar' }, h('button', { type: 'button', onclick: () => dialog.close() }, t('Cancel')), turnOn));
}
