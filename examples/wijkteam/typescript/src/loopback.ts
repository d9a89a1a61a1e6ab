import { BlockList, isIP } from 'node:net';

/** Says whether a host is this machine itself. */
export function loopback(host: string): boolean {
  const address = host.replace(/^\[(.*)\]$/, '$1');
  const own = new BlockList();
  own.addSubnet('127.0.0.0', 8, 'ipv4');
  own.addAddress('::1', 'ipv6');
  return host === 'localhost' || (isIP(address) > 0 && own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'));
}
