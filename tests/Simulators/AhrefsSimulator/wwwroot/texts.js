// Every visible text goes through t(): its key is the English text. A language is a further table.

import { boot } from './dom.js';
import de from './texts/de.js';
import es from './texts/es.js';
import fr from './texts/fr.js';
import ja from './texts/ja.js';
import renamed from './texts/renamed.js';

const tables = { en: {}, de, es, fr, ja };

// Regions by which numbers, dates and amounts are written.
const regions = { en: 'en-US', de: 'de-DE', es: 'es-ES', fr: 'fr-FR', ja: 'ja-JP' };
const region = regions[boot.locale] ?? regions.en;

const numeric = { year: 'numeric', month: '2-digit', day: '2-digit' };
const dates = { en: { year: 'numeric', month: 'short', day: 'numeric' } };

let otherwise = {};

// A variant may call things otherwise than the rest does.
export function speakAs(variant) {
  otherwise = variant === 'E' ? renamed[boot.locale] ?? {} : {};
}

export function t(text, values = {}) {
  const said = boot.ui.labelDrift[text] ?? otherwise[text] ?? tables[boot.locale]?.[text] ?? text;
  return said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export const number = (value) => value.toLocaleString(region);

export const count = (value, one, many) => t(value === 1 ? one : many, { n: number(value) });

export const day = (time) =>
  time ? new Date(time).toLocaleDateString(region, { ...(dates[boot.locale] ?? numeric), timeZone: 'UTC' }) : t('Never');

export const money = (cents, currency) => (cents / 100).toLocaleString(region, { style: 'currency', currency });
