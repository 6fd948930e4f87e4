// The frame around every page of the application: banner, workspace menu, navigation, and what happens when the session dies.

import { beHostile, boot, h, layer, link, part, root, wait } from './dom.js';
import { call, CallError, renewNonce, whenSessionDies } from './api.js';
import { showAccountPage } from './account.js';
import { openInvite, showMembers } from './members/members.js';
import { loginForm } from './login.js';
import { closeMenu, menuButton, modal } from './menus.js';
import { showOverlays } from './overlays.js';
import { speakAs, t } from './texts.js';

const members = { '/account/members/confirmed': 'confirmed', '/account/members/pending': 'pending' };

let shell = null;
let main = null;
let turn = 0;

export async function startApp() {
  if (boot.dead === 'blank') return;
  if (boot.dead === 'oops') { showOops(); return; }
  whenSessionDies(sessionDied);
  document.addEventListener('click', followLink);
  addEventListener('popstate', () => route());
  if (boot.dead === 'dialog') { showLoginDialog(); return; }
  await route();
  if (!boot.embedded) showOverlays();
  if (boot.ui.headerFollows && !boot.embedded) await followWorkspace();
}

// The session is one for all tabs: what was opened in another one shows in the header here, and nowhere else.
async function followWorkspace() {
  for (;;) {
    await wait(100);
    if (!layer.querySelector('[aria-modal=true]')) continue;
    const now = await call('simShell', {});
    renewNonce(now.nonce);
    if (now.open?.id === shell.open?.id) continue;
    shell = now;
    root.querySelector('header')?.replaceWith(banner());
  }
}

export function go(path) {
  history.pushState({}, '', path);
  return route();
}

async function route() {
  closeMenu();
  if (location.pathname === '/account/members' || location.pathname === '/account') history.replaceState({}, '', '/account/members/confirmed');
  const mine = ++turn;
  try {
    shell = await call('simShell', {});
  } catch (failure) {
    if (failure instanceof CallError) return;
    throw failure;
  }
  // A later navigation has overtaken this one.
  if (mine !== turn) return;
  renewNonce(shell.nonce);
  speakAs(shell.open?.variant);
  beHostile(shell.open?.variant === 'I');
  const tab = boot.ui.missingRoutes.includes(location.pathname) ? null : members[location.pathname];
  if (tab && shell.open?.variant === 'J' && !boot.embedded) {
    frame(h('iframe', { title: 'Account', src: `${location.pathname}?embedded`, class: 'embedded' }));
    return;
  }
  main ??= h('main', { 'aria-busy': 'true' });
  frame(main);
  if (tab) await showMembers(main, shell, tab, () => mine === turn);
  else await showAccountPage(main, shell, () => mine === turn);
}

// The frame is drawn anew, except for main: its old content stays until the new one is there.
function frame(content) {
  const account = location.pathname.startsWith('/account');
  if (boot.embedded) root.replaceChildren(content);
  else root.replaceChildren(banner(), account ? navigation() : '', content);
}

function banner() {
  const name = shell.open?.name ?? t('No workspace');
  const button = menuButton(t('Workspace: {name}', { name }), null, () => [
    shell.workspaces.map((workspace) => h('button', {
      type: 'button', role: 'menuitemradio', 'aria-checked': String(workspace.open), onclick: () => switchTo(workspace),
    }, workspace.name)),
    part('switcherInviteLink', () => link('#invite', t('Invite members'), { onclick: inviteFromMenu })),
    link('/account/my-account', t('Account settings'), { 'data-route': true }),
  ]);
  return h('header', { class: 'banner' }, link('/dashboard', 'Ahrefs', { 'data-route': true }), part('workspaceButton', () => button));
}

function navigation() {
  const entries = [
    ['/account/my-account', 'My account'], ['/account/security', 'Security'], ['/account/members/confirmed', 'Members'], ['/account/limits-and-usage', 'Limits and usage'],
    ['/account/subscription', 'Subscription'], ['/account/api-keys', 'API keys'],
  ];
  if (shell.open?.plan === 'enterprise') entries.push(['/account/sso', 'SAML single sign-on'], ['/account/audit-log', 'Audit log']);
  return h('nav', { 'aria-label': t('Account settings') }, entries.map(([path, text]) => link(path, t(text), { 'data-route': true })));
}

async function inviteFromMenu(event) {
  event.preventDefault();
  closeMenu();
  if (!members[location.pathname]) await go('/account/members/confirmed');
  openInvite();
}

async function switchTo(workspace) {
  await call('simSwitchWorkspace', { workspaceId: workspace.id }, { write: true });
  location.reload();
}

function followLink(event) {
  const anchor = event.composedPath()[0].closest?.('[data-route]');
  if (!anchor || event.defaultPrevented) return;
  event.preventDefault();
  go(anchor.getAttribute('href'));
}

// Rows that are on the page stay where they are; only a page that shows nothing yet goes to the sign-in by itself.
function sessionDied(write) {
  if (write || boot.deadStyle === 'dialog') { showLoginDialog(); return; }
  if (boot.deadStyle === 'oops') { showOops(); return; }
  if (boot.deadStyle === 'blank') { main?.setAttribute('aria-busy', 'true'); return; }
  if (!main?.querySelector('[role=row], tr, [role=listitem], li')) location.assign(`/user/login?return=${encodeURIComponent(location.pathname)}`);
}

function showLoginDialog() {
  if (layer.querySelector('#session-dialog')) return;
  const dialog = modal('dialog', t('Your session has expired'), [loginForm(location.pathname)]);
  dialog.id = 'session-dialog';
}

function showOops() {
  root.replaceChildren(h('main', {}, h('h2', {}, t("Oops, this page doesn't exist")), link('/user/login', t('Sign in'))));
}
