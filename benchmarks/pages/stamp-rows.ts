/** Height of the stamp at the foot of a plain camera picture. */
export const STAMP_ROWS = 72;
