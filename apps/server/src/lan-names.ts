import { hostname, networkInterfaces } from "node:os";

export interface LanNames {
  /** DNS names under which this machine is reached, `localhost` first. */
  readonly names: readonly string[];
  /** IP addresses, IPv4 before IPv6, without link-local ones (browsers cannot open those). */
  readonly addresses: readonly string[];
}

/** Virtual bridges of containers: nobody in the house reaches them. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|lxc|cni|flannel|podman)/;

export function lanNames(
  interfaces = networkInterfaces(),
  host = hostname().toLowerCase(),
): LanNames {
  const found = Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, entries]) => entries ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe[89ab]|169\.254\.)/i.test(address));
  const family = (wanted: string): string[] =>
    found.filter((entry) => entry.family === wanted).map(({ address }) => address);
  const label = host.split(".")[0] ?? "";
  const isLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label) && label !== "localhost";
  return {
    names: isLabel ? ["localhost", `${label}.local`] : ["localhost"],
    addresses: [...family("IPv4"), ...family("IPv6")],
  };
}
