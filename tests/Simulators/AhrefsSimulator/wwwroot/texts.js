// Every visible text goes through t(): its key is the English text. A language is a further table.

import { boot } from './dom.js';

const tables = { en: {} };

export function t(text, values = {}) {
  const said = boot.ui.labelDrift[text] ?? tables[boot.locale]?.[text] ?? text;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const number = (value) => value.toLocaleString(boot.locale === 'en' ? 'en-US' : boot.locale);

export const count = (value, one, many) => `${number(value)} ${value === 1 ? t(one) : t(many)}`;

export const day = (time) =>
  time ? new Date(time).toLocaleDateString(boot.locale === 'en' ? 'en-US' : boot.locale, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' }) : t('Never');

export const money = (cents, currency) =>
  (cents / 100).toLocaleString('en-US', { style: 'currency', currency });
