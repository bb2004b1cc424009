import { VisavisError } from "@visavis/protocol";

/** What assembly/index.ts exports. */
export interface KernelExports {
  readonly memory: WebAssembly.Memory;
  configure(
    width: number,
    height: number,
    quarterTurns: number,
    kr: number,
    kb: number,
    isFullRange: boolean,
  ): void;
  width(): number;
  height(): number;
  inputPointer(): number;
  framePointer(): number;
  alphaPointer(): number;
  colourPointer(): number;
  packedPointer(): number;
  packedCapacity(): number;
  netInputPointer(): number;
  netMaskPointer(): number;
  takeFrame(): void;
  readForNet(x0: number, y0: number, x1: number, y1: number): void;
  choosePerson(who: number, x0: number, y0: number, x1: number, y1: number): number;
  spreadMask(x0: number, y0: number, x1: number, y1: number): void;
  maskLeft(): number;
  maskTop(): number;
  maskRight(): number;
  maskBottom(): number;
  setBand(isWide: boolean): void;
  setEdge(isRedrawn: boolean): void;
  matteWithNet(leastShare: number): void;
  matteWithPlate(leastShare: number): void;
  beginPlate(): void;
  addFrameToPlate(): void;
  finishPlate(): void;
  plateLumaPointer(): number;
  plateUPointer(): number;
  plateVPointer(): number;
  plateCountPointer(): number;
  plateCells(): number;
  restorePlate(): void;
  shareOfPlate(): number;
  lostPlates(): number;
  matteWithScreen(leastShare: number, isBlue: boolean): void;
  boxLeft(): number;
  boxTop(): number;
  boxRight(): number;
  boxBottom(): number;
  blocksAtEdge(): number;
  pack(
    x: number,
    y: number,
    width: number,
    height: number,
    packedWidth: number,
    unit: number,
  ): void;
}

/** One instance has its own memory; make one for each camera. */
export async function createKernels(module: WebAssembly.Module): Promise<KernelExports> {
  const env = {
    abort: (): never => {
      throw new VisavisError("matte-failed", "a kernel gave up");
    },
  };
  const instance = await WebAssembly.instantiate(module, { env });
  const { exports } = instance;
  if (!isKernels(exports)) throw new VisavisError("matte-failed", "not the matte's kernels");
  return exports;
}

function isKernels(exports: unknown): exports is KernelExports {
  return typeof exports === "object" && exports !== null && "matteWithNet" in exports;
}

export async function compileKernels(url: string): Promise<WebAssembly.Module> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} for ${url}`);
    return await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new VisavisError("matte-failed", "the kernels do not load", { cause });
  }
}
