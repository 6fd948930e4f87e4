// The sign-in form, also inside the dialog over a dead session.

import { boot, h, link, root } from './dom.js';
import { call, CallError } from './api.js';
import { t } from './texts.js';

const frameTitle = 'Widget containing a Cloudflare security challenge';

const nextPages = {
  totp: '/user/login/2fa',
  method: '/user/login/2fa',
  emailLink: '/user/verification-required',
  enroll: '/user/2fa/enroll',
  sso: '/user/sso',
};

const errorTexts = {
  IncorrectEmailOrPassword: 'Incorrect email or password',
  Locked: 'Too many attempts, try again later',
  Challenge: 'Security check failed',
};

export function showLogin() {
  const returnPath = new URLSearchParams(location.search).get('return') ?? '/dashboard';
  root.replaceChildren(h('main', {}, h('h1', {}, t('Sign in to Ahrefs')), loginForm(returnPath)));
}

export function loginForm(returnPath) {
  let token = null;
  const email = h('input', { type: 'email', name: 'email', id: 'email', autocomplete: 'username', required: true });
  const password = h('input', { type: 'password', name: 'password', id: 'password', autocomplete: 'current-password', required: true });
  const submit = h('button', { type: 'submit', disabled: true, class: 'primary' }, t('Sign in'));
  const error = h('div', {});
  const check = h('div', { role: 'region', 'aria-label': t('Security check') });

  const renewCheck = () => {
    token = null;
    submit.disabled = true;
    check.replaceChildren(challengeFrame());
  };
  addEventListener('message', (message) => {
    if (message.origin !== location.origin || !message.data?.turnstile) return;
    token = message.data.turnstile;
    submit.disabled = false;
  });

  const send = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    error.replaceChildren();
    try {
      const answer = await call('simSignIn', { email: email.value, password: password.value, challengeToken: token, return: returnPath }, { write: true });
      location.assign(answer.next === 'done' ? answer.return : nextPages[answer.next]);
    } catch (failure) {
      if (!(failure instanceof CallError)) throw failure;
      const text = failure.status === 429 ? 'Too many requests' : errorTexts[failure.code] ?? 'Something went wrong';
      const echo = boot.ui.echoPassword ? `: ${password.value}` : '';
      if (echo) history.replaceState({}, '', `#password=${encodeURIComponent(password.value)}`);
      error.replaceChildren(h('p', { role: 'alert', class: 'alert' }, t(text) + echo));
      renewCheck();
    }
  };

  renewCheck();
  return h('form', { class: 'form', onsubmit: send, novalidate: true },
    h('label', { for: 'email' }, t('Email')), email,
    h('label', { for: 'password' }, t('Password')), password,
    check, error, submit,
    h('p', {}, link('/user/forgot-password', t('Forgot password?')), ' ', link('/user/sso', t('Sign in with SSO'))));
}

function challengeFrame() {
  const frame = h('iframe', { src: '/_turnstile/frame', width: 300, height: 65 });
  if (boot.turnstile !== 'closedShadow') {
    frame.title = frameTitle;
    return frame;
  }
  const host = h('div', {});
  host.attachShadow({ mode: 'closed' }).append(frame);
  return host;
}
