/** Compiles the matte's kernels when they have changed; resolves with the path of the module. */
export function buildKernels(): Promise<string>;
