export const PRECISION = "precision highp float;\nprecision highp sampler2D;\n";
