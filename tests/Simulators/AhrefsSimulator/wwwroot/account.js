// Every page of the application but the members.

import { boot, h, link, part, renderDelay } from './dom.js';
import { call, CallError } from './api.js';
import { upgradeButton } from './pricing.js';
import { security } from './security.js';
import { day, money, number, t } from './texts.js';

const pages = {
  '/dashboard': (shell) => [h('h1', {}, t('Dashboard')), h('p', {}, shell.open?.name ?? '')],
  '/account/my-account': myAccount,
  '/account/limits-and-usage': limits,
  '/account/subscription': subscription,
  '/account/api-keys': apiKeys,
  '/account/security': security,
  '/account/sso': () => h('h1', {}, t('SAML single sign-on')),
  '/account/audit-log': () => h('h1', {}, t('Audit log')),
};

export async function showAccountPage(main, shell, isCurrent) {
  main.setAttribute('aria-busy', 'true');
  main.replaceChildren(h('div', { class: 'skeleton' }));
  const page = pages[location.pathname.replace(/(.)\/$/, '$1')] ?? (() => h('h1', {}, t('Page not found')));
  let content;
  try {
    content = await page(shell);
  } catch (failure) {
    if (!(failure instanceof CallError)) throw failure;
    if (failure.status === 401) return;
    content = h('p', { role: 'alert', class: 'alert' }, t('Something went wrong'));
  }
  await renderDelay();
  if (!isCurrent()) return;
  main.replaceChildren(...[content].flat(Infinity));
  main.removeAttribute('aria-busy');
}

const facts = (...pairs) => h('dl', {}, pairs.map(([term, text]) => [h('dt', {}, t(term)), h('dd', {}, text)]));

function myAccount(shell) {
  const languages = { en: 'English', de: 'Deutsch', es: 'Español', fr: 'Français', ja: '日本語' };
  const select = h('select', { id: 'language', onchange: () => call('simSetLanguage', { language: select.value }, { write: true }).then(() => location.reload()) },
    Object.entries(languages).map(([code, name]) => h('option', { value: code, selected: code === shell.operator.language }, name)));
  return [
    h('h1', {}, t('My account')),
    facts(['Name', shell.operator.name ?? ''], ['Email', part('operatorEmail', () => h('span', {}, shell.operator.email))]),
    h('label', { for: 'language' }, t('Language')), select,
  ];
}

async function apiKeys() {
  const { keys } = await call('simApiKeys', {});
  const head = ['Key', 'Created by', 'Expires'].map((name) => h('th', { scope: 'col' }, t(name)));
  const rows = keys.map((key) => h('tr', {}, [key.id, key.createdBy, day(key.expiresAt)].map((text) => h('td', {}, text))));
  return [
    h('h1', {}, t('API keys')), h('p', {}, t('A key works until the person who created it leaves the workspace.')),
    rows.length ? h('table', { 'aria-label': t('API keys') }, h('thead', {}, h('tr', {}, head)), h('tbody', {}, rows)) : h('p', {}, t('No API keys')),
  ];
}

async function limits() {
  const figures = await call('simLimits', {});
  const seats = figures.seatModel === 'usageBased'
    ? h('p', {}, t('Inviting is free. You pay for what your team uses.'))
    : facts(
      ['Seats used', number(figures.seatsUsed)],
      ['Seats paid', number(figures.seatsPaid)],
      ['Seats maximum', figures.seatsMax === null ? t('Unlimited') : number(figures.seatsMax)]);
  return [h('h1', {}, t('Limits and usage')), seats, h('h2', {}, t('Credits')), facts(['Credits used', number(1200)], ['Credits included', number(100000)])];
}

async function subscription() {
  const figures = await call('simLimits', {});
  const lines = [
    ['Plan', figures.plan[0].toUpperCase() + figures.plan.slice(1)],
    ['Billing', t(figures.billing)],
    ['Next invoice', day(figures.periodEndsAt)],
    ['Additional seats', t('{count} at {price}/month', { count: figures.extraSeats, price: money(figures.seatPriceCents, figures.currency) })],
  ];
  if (figures.pendingDowngrade > 0) lines.push(['Pending downgrade', t('{count} seats', { count: figures.pendingDowngrade })]);
  return [h('h1', {}, t('Subscription')), facts(...lines), upgradeButton('Upgrade'), ' ', link('/pricing', t('Compare plans'))];
}
