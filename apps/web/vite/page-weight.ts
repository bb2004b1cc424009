import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** What is known of one file of a bundle; enough of Rolldown's own for the sum. */
export interface BundledFile {
  readonly fileName: string;
  readonly code?: string;
  readonly source?: string | Uint8Array;
  readonly facadeModuleId?: string | null;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

export interface PageWeight {
  readonly bytes: number;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

interface Budget {
  /** The module that is the page, as the end of its path. */
  readonly page: string;
  /** Compressed by gzip, without models, kernels and their runtime. */
  readonly maxBytes: number;
}

/**
 * Everything a page needs before it works: its own code and what that imports, the entry, styles,
 * the largest language, and the workers. What is loaded only with a graphics card or a torch is not
 * counted.
 */
export function weighPage(files: readonly BundledFile[], page: string): PageWeight {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const names = new Set<string>();
  const take = (name: string): void => {
    const file = byName.get(name);
    if (!file || names.has(name)) return;
    names.add(name);
    for (const imported of [...(file.imports ?? []), ...(file.css ?? [])]) take(imported);
  };
  for (const { fileName, facadeModuleId } of files) {
    const isWanted = facadeModuleId?.endsWith(page) || facadeModuleId?.endsWith("index.html");
    if (isWanted || fileName === "index.html" || isAlwaysLoaded(fileName)) take(fileName);
  }
  const languages = files.filter(({ facadeModuleId }) => facadeModuleId?.endsWith("/page.json"));
  const largest = languages.toSorted((a, b) => bytesOf(b) - bytesOf(a))[0];
  if (largest) take(largest.fileName);
  const weighed = [...names].map((name) => ({ name, bytes: bytesOf(byName.get(name)) }));
  return {
    bytes: weighed.reduce((sum, { bytes }) => sum + bytes, 0),
    files: weighed.toSorted((a, b) => b.bytes - a.bytes),
  };
}

function isAlwaysLoaded(fileName: string): boolean {
  // Hands come with a torch only.
  if (/hands\.worker-/.test(fileName)) return false;
  return /\.worker-[^/]+\.js$|^assets\/(index|bare-renderer|flat-renderer)-[^/]+$/.test(fileName);
}

function bytesOf(file: BundledFile | undefined): number {
  return gzipSync(file?.code ?? file?.source ?? "", { level: 9 }).length;
}

/** Refuses a build whose page has become too heavy. */
export function pageWeight({ page, maxBytes }: Budget): Plugin {
  return {
    name: "visavis-page-weight",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const { bytes, files } = weighPage(Object.values(bundle), page);
        const kilobytes = (bytes / 1000).toFixed(1);
        this.info(`${page} weighs ${kilobytes} kB (gzip, without models)`);
        if (bytes > maxBytes) {
          const list = files.map((file) => `${file.name} ${file.bytes}`).join("\n");
          this.error(`${page} weighs ${kilobytes} kB, more than ${maxBytes / 1000}:\n${list}`);
        }
      },
    },
  };
}
