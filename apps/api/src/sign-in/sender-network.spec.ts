import { senderNetwork } from './sender-network.js';

describe('the network of a sender', () => {
  it.each([
    ['203.0.113.9', '203.0.113'],
    ['::ffff:203.0.113.9', '203.0.113'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0db8:0:0:ffff::1', '2001:db8:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', 'unknown'],
  ])('of %j is %j', (peer, network) => {
    expect(senderNetwork(null)(peer, undefined)).toBe(network);
  });

  it.each([
    ['nobody in front: what is said is not believed', null, '203.0.113.9', '198.51.100.1', '203.0.113'],
    ['a proxy that says who', '10.0.0.0/8', '10.1.2.3', '198.51.100.1', '198.51.100'],
    [
      'what the sender wrote before it is not believed',
      '10.0.0.0/8',
      '10.1.2.3',
      '192.0.2.1, 198.51.100.1',
      '198.51.100',
    ],
    ['two proxies in a row', '10.0.0.0/8, 192.168.1.1', '10.1.2.3', '198.51.100.1, 192.168.1.1', '198.51.100'],
    ['a proxy that says nothing', '10.0.0.0/8', '10.1.2.3', undefined, '10.1.2'],
    ['a proxy that says nonsense', '10.0.0.0/8', '10.1.2.3', 'unknown', '10.1.2'],
    ['a proxy by IPv6', 'fd00::/8', 'fd00::5', '2001:db8::1', '2001:db8:0:0'],
    ['a sender who says to be a proxy', '10.0.0.0/8', '203.0.113.9', '10.1.2.3', '203.0.113'],
  ])('with %s', (_, trusted, peer, forwardedFor, network) => {
    expect(senderNetwork(trusted)(peer, forwardedFor)).toBe(network);
  });

  it('refuses what is no address or network, all of it at once', () => {
    expect(() => senderNetwork('10.0.0.1, proxy, 10.0.0.0/33,::/129')).toThrow('"proxy", "10.0.0.0/33", "::/129"');
  });
});
