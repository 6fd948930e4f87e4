// How the members page looks. A further variant is a further file and a line here.

import * as tableWithMenu from './table-with-menu.js';

export const variants = { A: tableWithMenu };
