/** What the specs of other units may draw on; the program imports nothing of it. */
export { air, DrawnRows } from './programme/recompile-fixtures.js';
