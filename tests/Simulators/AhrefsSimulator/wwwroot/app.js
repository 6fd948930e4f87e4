// Starts the page, and goes from one to the next without loading.

import { boot, h, root } from './dom.js';
import { watch } from './events.js';
import { showLogin } from './login.js';
import { showBackupCode, showEmailLink, showEnrolment, showSecondFactor, showSso } from './second-factor.js';
import { showPricing } from './pricing.js';
import { startApp } from './shell.js';

const pages = {
  login: showLogin,
  totp: showSecondFactor,
  method: showSecondFactor,
  emailLink: showEmailLink,
  enroll: showEnrolment,
  sso: showSso,
  backupCode: showBackupCode,
  pricing: showPricing,
  app: startApp,
};

watch();
root.replaceChildren(h('main', { 'aria-busy': 'true' }, h('div', { class: 'skeleton' })));
pages[boot.page]();
