/** What the room's torch is called between pages and server. */
export const TORCH = "torch";
