import { isIPv4 } from "node:net";

/** A range of IPv4 addresses; `address` is its first. */
export interface Ipv4Network {
  /** 32 bits, never negative. */
  readonly address: number;
  readonly prefix: number;
}

const sizeOf = (prefix: number): number => 2 ** (32 - prefix);

/** Reads `10.0.0.0/8`, or a single address; undefined when it is neither. Bits behind the prefix are dropped. */
export const parseIpv4Network = (text: string): Ipv4Network | undefined => {
  const match = /^([0-9.]+)(?:\/([0-9]|[12][0-9]|3[0-2]))?$/.exec(text);
  if (match?.[1] === undefined || !isIPv4(match[1])) return undefined;
  const prefix = match[2] === undefined ? 32 : Number(match[2]);
  const address = match[1].split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { address: address - (address % sizeOf(prefix)), prefix };
};

export const formatIpv4Network = ({ address, prefix }: Ipv4Network): string =>
  `${[24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".")}/${prefix}`;

export const overlaps = (a: Ipv4Network, b: Ipv4Network): boolean =>
  a.address < b.address + sizeOf(b.prefix) && b.address < a.address + sizeOf(a.prefix);

/** The `index`th of the equal parts with that prefix. */
export const slice = (network: Ipv4Network, prefix: number, index: number): Ipv4Network => ({
  address: network.address + index * sizeOf(prefix),
  prefix,
});
