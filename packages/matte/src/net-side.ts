/** The net sees so many pixels each way. */
export const NET_SIDE = 256;
