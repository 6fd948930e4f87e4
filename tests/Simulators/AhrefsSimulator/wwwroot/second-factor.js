// What comes between the password and the session.

import { boot, h, link, root } from './dom.js';
import { call } from './api.js';
import { t } from './texts.js';

export function showSecondFactor() {
  if (boot.page === 'method') showMethods();
  else showTotp();
}

function showMethods() {
  const names = { totp: 'Authenticator app', webauthn: 'Security key' };
  const choices = boot.methods.map((method) =>
    h('button', { type: 'button', onclick: () => (method === 'totp' ? showTotp() : showKey()) }, t(names[method])));
  root.replaceChildren(h('main', {}, h('h1', {}, t('Choose a method')), choices));
}

function showKey() {
  root.replaceChildren(h('main', {}, h('h1', {}, t('Use your security key')), h('p', {}, t('Insert your security key and touch it'))));
}

function showTotp() {
  const digits = [1, 2, 3, 4, 5, 6].map((n) => h('input', {
    type: 'text', autocomplete: 'one-time-code', inputmode: 'numeric', maxlength: 1, 'aria-label': t('Digit {n}', { n }), class: n === 4 ? 'digitGap' : 'digit',
  }));
  const error = h('div', {});
  const verify = h('button', { type: 'button', onclick: () => send() }, t('Verify'));

  const send = async () => {
    const code = digits.map((d) => d.value).join('');
    if (code.length !== 6) return;
    for (const digit of digits) digit.disabled = true;
    error.replaceChildren();
    try {
      const answer = await call('simTotp', { code }, { write: true });
      location.assign(answer.return);
    } catch (failure) {
      const text = failure.status === 429 ? 'Too many attempts, try again later' : failure.code === 'InvalidCode' ? 'Invalid code' : 'Something went wrong';
      error.replaceChildren(h('p', { role: 'alert', class: 'alert' }, t(text)));
      for (const digit of digits) Object.assign(digit, { disabled: false, value: '' });
      digits[0].focus();
    }
  };

  digits.forEach((digit, i) => {
    digit.addEventListener('input', () => {
      if (digit.value && i < 5) digits[i + 1].focus();
      if (boot.totpAutoSubmit && i === 5 && digit.value) send();
    });
    digit.addEventListener('keydown', (event) => { if (event.key === 'Backspace' && !digit.value && i > 0) digits[i - 1].focus(); });
    digit.addEventListener('paste', (event) => {
      event.preventDefault();
      const pasted = event.clipboardData.getData('text').replace(/\D/g, '').slice(0, 6);
      [...pasted].forEach((character, n) => { digits[n].value = character; });
      if (boot.totpAutoSubmit && pasted.length === 6) send();
    });
  });

  root.replaceChildren(h('main', {},
    h('h1', {}, t('Two-factor authentication')),
    h('p', {}, t('Enter the 6-digit code')),
    h('div', { role: 'group', 'aria-label': t('Verification code') }, digits),
    error, boot.totpAutoSubmit ? null : verify,
    h('p', {}, link('/user/backup-code', t('Use a backup code')))));
  digits[0].focus();
}

export function showEmailLink() {
  const poll = async () => {
    const answer = await call('simVerificationState');
    if (answer.state === 'expired') location.assign('/user/login');
    if (answer.state !== 'confirmed') return;
    location.assign(answer.next === 'done' ? answer.return : answer.next === 'enroll' ? '/user/2fa/enroll' : '/user/login/2fa');
  };
  setInterval(poll, 3000);
  root.replaceChildren(h('main', {},
    h('h1', {}, t('Check your email')),
    h('p', {}, t('We sent you a link to confirm that it is you. Open it to go on.')),
    h('button', { type: 'button' }, t('Resend'))));
}

export function showEnrolment() {
  root.replaceChildren(h('main', {},
    h('h1', {}, t('Set up two-factor authentication')),
    h('p', {}, t('Your workspace requires two-factor authentication. Scan the QR code with your authenticator app.')),
    h('img', { alt: t('QR code'), src: 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', width: 160, height: 160 }),
    h('label', { for: 'enrol-code' }, t('Code')), h('input', { id: 'enrol-code', autocomplete: 'one-time-code', inputmode: 'numeric' }),
    h('button', { type: 'button' }, t('Enable'))));
}

export function showSso() {
  root.replaceChildren(h('main', {}, h('h1', {}, t('Use single sign-on')), h('button', { type: 'button' }, t('Continue with SSO'))));
}

export function showBackupCode() {
  root.replaceChildren(h('main', {}, h('h1', {}, t('Use a backup code')),
    h('label', { for: 'backup' }, t('Backup code')), h('input', { id: 'backup' }), h('button', { type: 'button' }, t('Verify'))));
}
