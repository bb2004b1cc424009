import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** A net's file, ready to be served, checked against the bytes that were tested. */
export interface TrackingModel {
  readonly name: "palm.tflite" | "hand.tflite" | "pose-detect.tflite" | "pose.tflite";
  readonly file: string;
  readonly sha256: string;
}

interface ModelSource {
  readonly name: TrackingModel["name"];
  readonly vendorPackage: "@mediapipe/hands" | "@mediapipe/pose";
  /** Of the vendor's package, or of the archive in it. */
  readonly vendorFile: string;
  readonly archive: string | null;
  readonly sha256: string;
}

// The smaller variant wherever there are two: they run beside the matte.
const SOURCES: readonly ModelSource[] = [
  {
    name: "palm.tflite",
    vendorPackage: "@mediapipe/hands",
    vendorFile: "palm_detection_lite.tflite",
    archive: "hands_solution_packed_assets",
    sha256: "e9a4aaddf90dda56a87235303cf00e4c2d3fb28725f68fd88772997dac905c18",
  },
  {
    name: "hand.tflite",
    vendorPackage: "@mediapipe/hands",
    vendorFile: "hand_landmark_lite.tflite",
    archive: null,
    sha256: "d7fde8ac11f8ce03f8663775bfc323f4fc9f2a38062b4f4efa142874ef5b2a48",
  },
  {
    name: "pose-detect.tflite",
    vendorPackage: "@mediapipe/pose",
    vendorFile: "pose_detection.tflite",
    archive: "pose_solution_packed_assets",
    sha256: "a63c614bef30d35947f13be361820b1e4e3bec9cfeebf4d11216a18373108e85",
  },
  {
    name: "pose.tflite",
    vendorPackage: "@mediapipe/pose",
    vendorFile: "pose_landmark_lite.tflite",
    archive: null,
    sha256: "f17bfbecadb61c3be1baa8b8d851cc6619c870a87167b32848ad20db306b9d61",
  },
];

const resolve = createRequire(import.meta.url).resolve;
const cutFolder = path.resolve(import.meta.dirname, "../build");

/**
 * Where the nets lie. Those that the vendor ships inside an archive are cut out of it, once.
 * @throws Error in one sentence when a file is missing or is not the one that was tested
 */
export function extractModels(): readonly TrackingModel[] {
  return SOURCES.map((source) => {
    const { name, vendorFile, archive, sha256 } = source;
    if (archive === null) {
      const file = path.join(vendorFolder(source), vendorFile);
      checkModel(name, readFileSync(file), sha256);
      return { name, file, sha256 };
    }
    return { name, file: cutModel(source, archive), sha256 };
  });
}

/** @throws Error when the bytes are not those of the model that was tested */
export function checkModel(name: string, bytes: Uint8Array, sha256: string): void {
  if (createHash("sha256").update(bytes).digest("hex") === sha256) return;
  throw new Error(`${name} is not the model that Visavis was tested with (its SHA-256 differs).`);
}

/** One file of an archive, by the table of contents in the archive's own loader script. */
export function cutFromArchive(
  archive: Uint8Array,
  loaderScript: string,
  fileName: string,
): Uint8Array {
  const entries = loaderScript.matchAll(
    /"filename":\s*"([^"]+)",\s*"start":\s*(\d+),\s*"end":\s*(\d+)/g,
  );
  for (const [, name = "", start, end] of entries) {
    if (path.posix.basename(name) === fileName) return archive.subarray(Number(start), Number(end));
  }
  throw new Error(`${fileName} is not in the archive that should hold it.`);
}

function cutModel(source: ModelSource, archive: string): string {
  const { name, vendorFile, sha256 } = source;
  const file = path.join(cutFolder, name);
  if (existsSync(file) && createHash("sha256").update(readFileSync(file)).digest("hex") === sha256)
    return file;
  const packed = path.join(vendorFolder(source), archive);
  const loaderScript = readFileSync(`${packed}_loader.js`, "utf8");
  const bytes = cutFromArchive(readFileSync(`${packed}.data`), loaderScript, vendorFile);
  checkModel(name, bytes, sha256);
  mkdirSync(cutFolder, { recursive: true });
  // Moved into place whole: another build may be reading it.
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}

function vendorFolder({ name, vendorPackage }: ModelSource): string {
  try {
    return path.dirname(resolve(`${vendorPackage}/package.json`));
  } catch (cause) {
    throw new Error(`${name} is missing: run "npm install" in the repository.`, { cause });
  }
}
