/** The smallest of their kind that our server takes for one. */
export const PNG = Buffer.from("89504e470d0a1a0a0000000d494844520000000049454e44ae426082", "hex");
export const JPEG = Buffer.from("ffd8ffe000104a464946ffd9", "hex");
